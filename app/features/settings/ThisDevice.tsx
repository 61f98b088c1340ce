"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Check, LogOut, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { AccountMark } from "@/components/brand/AccountMark";
import { Button, ButtonLink } from "@/components/ui/Button";
import { toast } from "@/components/ui/Toaster";
import { useAccount, useSession } from "@/features/session";
import { Section } from "@/features/settings/Section";
import { SignOutDialog } from "@/features/settings/SignOutDialog";
import { shortAddress } from "@/lib/format";
import { queryKeys } from "@/lib/queryKeys";
import { forgetUnfinishedKit } from "@/lib/unfinishedKits";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

export function ThisDevice() {
  const account = useAccount();
  const { accounts, select } = useSession();
  const [asking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const router = useRouter();

  const signOut = async () => {
    await (await walletClient()).removeAccount({ accountId: account.accountId });
    forgetUnfinishedKit(account);
    select(undefined);
    await queryClient.invalidateQueries({ queryKey: queryKeys.accounts });
    toast("Signed out of this device");
    router.replace("/");
  };

  return (
    <Section title="This device">
      {accounts.length > 1 ? (
        <ul className="flex flex-col gap-1">
          {accounts.map((other) => (
            <li key={other.accountId}>
              <button
                type="button"
                aria-pressed={other.accountId === account.accountId}
                onClick={() => select(other.accountId)}
                className="-mx-3 flex w-[calc(100%+1.5rem)] items-center gap-3 rounded-xl px-3 py-2.5 text-start hover:bg-sunken"
              >
                <AccountMark address={other.address} />
                <span className="min-w-0 flex-1">
                  <bdi className="block truncate font-medium text-sm">{untrustedText(other.name)}</bdi>
                  <span className="font-mono text-muted text-xs">{shortAddress(other.address)}</span>
                </span>
                {other.accountId === account.accountId ? (
                  <Check aria-hidden="true" className="size-5 text-accent" />
                ) : null}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="flex flex-wrap gap-3">
        <ButtonLink href="/create" variant="secondary" icon={<Plus aria-hidden="true" className="size-[1.125rem]" />}>
          New wallet
        </ButtonLink>
        <Button
          variant="secondary"
          onClick={() => setAsking(true)}
          icon={<LogOut aria-hidden="true" className="size-[1.125rem]" />}
          data-testid="settings-sign-out"
        >
          Sign out of this device
        </Button>
      </div>
      <SignOutDialog open={asking} account={account} onClose={() => setAsking(false)} onSignOut={signOut} />
    </Section>
  );
}
