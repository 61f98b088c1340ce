"use client";

import type { GuardianCard } from "@tandem/protocol";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FullAddress } from "@/components/FullAddress";
import { PageHeading } from "@/components/PageHeading";
import { Facts } from "@/components/ui/Facts";
import { ErrorNotice } from "@/features/errors";
import { BeginStop } from "@/features/guardian-portal/BeginStop";
import { CardActions } from "@/features/guardian-portal/CardActions";
import { CardInput } from "@/features/guardian-portal/CardInput";
import { describePlace } from "@/features/guardian-portal/describePlace";
import { FreezeGuarded } from "@/features/guardian-portal/FreezeGuarded";
import { GuardedState } from "@/features/guardian-portal/GuardedState";
import { PortalShell } from "@/features/guardian-portal/PortalShell";
import { Presence } from "@/features/guardian-portal/Presence";
import { formatDate } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";
import { useFragment } from "@/lib/useFragment";
import { walletClient } from "@/lib/walletClient";

/** A guardian's card: what it is for, ways to keep it, and a sign that its key is still there. */
export function CardPage() {
  const fragment = useFragment();
  const [opened, setOpened] = useState<GuardianCard>();
  const query = useQuery({
    queryKey: ["guardian-card-link", fragment],
    queryFn: async () => (await walletClient()).guardians.parseCard({ text: fragment ?? "" }),
    enabled: Boolean(fragment),
    retry: false,
  });
  const card = opened ?? query.data;
  return (
    <PortalShell>
      <div className="flex animate-rise flex-col gap-6">
        <PageHeading className="text-3xl leading-tight">Guardian card</PageHeading>
        {card ? (
          <ShownCard card={card} />
        ) : (
          <>
            {query.error ? <ErrorNotice error={query.error} /> : null}
            <CardInput onCard={setOpened} />
          </>
        )}
      </div>
    </PortalShell>
  );
}

function ShownCard({ card }: { readonly card: GuardianCard }) {
  const { guardian } = card;
  return (
    <>
      <p className="text-muted">{describePlace(card)}</p>
      <div className="rounded-2xl bg-surface px-4 ring-1 ring-line">
        <Facts
          facts={[
            { label: "Guardian", value: <bdi>{untrustedText(guardian.name)}</bdi> },
            { label: "Made on", value: formatDate(card.issuedAt) },
            { label: "Account", value: <FullAddress address={card.address} />, wide: true },
          ]}
        />
      </div>
      <GuardedState card={card} actions={({ chainId }) => <BeginStop card={card} chainId={chainId} />} />
      <CardActions card={card} />
      <FreezeGuarded card={card} />
      {card.inviteId ? <Presence card={card} /> : null}
    </>
  );
}
