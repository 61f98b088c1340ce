"use client";

import { Eye, Users } from "lucide-react";
import { FullAddress } from "@/components/FullAddress";
import { PageShell } from "@/components/PageShell";
import { ButtonLink } from "@/components/ui/Button";
import { Facts } from "@/components/ui/Facts";
import { useAccount } from "@/features/session";
import { Appearance } from "@/features/settings/Appearance";
import { AutoLock } from "@/features/settings/AutoLock";
import { Limits } from "@/features/settings/Limits";
import { Card, Section } from "@/features/settings/Section";
import { ThisDevice } from "@/features/settings/ThisDevice";
import { SyncState } from "@/features/sync";
import { formatDate } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";

export function Settings() {
  const account = useAccount();
  return (
    <PageShell title="Settings">
      <Section title="Account">
        <Card>
          <Facts
            facts={[
              { label: "Name", value: <bdi>{untrustedText(account.name)}</bdi> },
              { label: "Address", value: <FullAddress address={account.address} />, wide: true },
              { label: "On this device since", value: formatDate(account.createdAt) },
            ]}
          />
        </Card>
      </Section>
      <Section title="Appearance">
        <Appearance account={account} />
      </Section>
      <Section title="Auto-lock" text="The wallet locks when nothing was touched for this long, in all tabs at once.">
        <AutoLock account={account} />
      </Section>
      {account.isSolo ? null : (
        <Section
          title="Daily limits"
          text="Over any 24 hours, checked by the server before it signs. A limit cannot be lifted by confirming."
        >
          <Limits account={account} />
          <ButtonLink href="/settings/limits" variant="secondary" className="self-start" data-testid="settings-limits">
            Change limits and recipients
          </ButtonLink>
        </Section>
      )}
      <Section
        title="On all your devices"
        text="Contacts, notes, guardians, appearance and auto-lock are sealed here and shared with the devices of this account."
      >
        {account.isSolo ? null : <SyncState account={account} />}
        <ButtonLink
          href="/contacts"
          variant="secondary"
          className="self-start"
          icon={<Users aria-hidden="true" className="size-[1.125rem]" />}
        >
          Contacts
        </ButtonLink>
      </Section>
      <Section title="Privacy">
        <ButtonLink href="/operator" variant="secondary" icon={<Eye aria-hidden="true" className="size-[1.125rem]" />}>
          What the operator can see
        </ButtonLink>
      </Section>
      <ThisDevice />
    </PageShell>
  );
}
