"use client";

import type { GuardianEntry, StoredAccount } from "@tandem/client";
import type { GuardianInvite } from "@tandem/protocol";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FullAddress } from "@/components/FullAddress";
import { SixWords } from "@/components/SixWords";
import { Button } from "@/components/ui/Button";
import { CopyButton } from "@/components/ui/CopyButton";
import { Dialog } from "@/components/ui/Dialog";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { formatDate } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

export type InviteListProps = {
  readonly account: StoredAccount;
  readonly invites: readonly GuardianInvite[];
  readonly known: readonly GuardianEntry[];
  readonly onChanged: () => void;
};

const addressLength = 42;

/** Invites that are open, and answers that the owner has to check by voice. */
export function InviteList({ account, invites, known, onChanged }: InviteListProps) {
  const [checking, setChecking] = useState<GuardianInvite>();
  const { accountId } = account;
  const withdraw = useMutation({
    mutationFn: async (inviteId: string) => (await walletClient()).guardians.withdrawInvite({ accountId, inviteId }),
    onSuccess: onChanged,
  });
  const waiting = invites.filter(({ inviteId }) => !known.some((entry) => entry.inviteId === inviteId));
  if (waiting.length === 0) return null;
  return (
    <section aria-labelledby="invites" className="flex flex-col gap-3">
      <h2 id="invites" className="font-semibold">
        Invited
      </h2>
      <ul className="divide-y divide-line rounded-2xl bg-surface px-4 ring-1 ring-line">
        {waiting.map((invite) => {
          const name = untrustedText(invite.name);
          return (
            <li key={invite.inviteId} className="flex flex-wrap items-center gap-3 py-3.5 text-sm">
              <span className="min-w-0 flex-1 basis-40">
                <bdi className="block truncate font-medium">{name}</bdi>
                <span className="text-muted">
                  {invite.acceptance ? "Said yes" : `No answer yet, until ${formatDate(invite.expiresAt)}`}
                </span>
              </span>
              {invite.acceptance ? (
                <Button size="small" onClick={() => setChecking(invite)} data-testid="invite-check">
                  Check and add
                </Button>
              ) : (
                <CopyButton
                  size="small"
                  variant="secondary"
                  noun="Link"
                  value={`${window.location.origin}/guardian/accept#${invite.inviteId}`}
                  data-testid="invite-link"
                >
                  Copy link
                </CopyButton>
              )}
              <Button
                size="small"
                variant="ghost"
                aria-label={`Withdraw the invite of ${name}`}
                busy={withdraw.isPending && withdraw.variables === invite.inviteId}
                onClick={() => withdraw.mutate(invite.inviteId)}
              >
                Withdraw
              </Button>
            </li>
          );
        })}
      </ul>
      {withdraw.isError ? <ErrorNotice error={withdraw.error} /> : null}
      <Dialog
        open={checking !== undefined}
        onClose={() => setChecking(undefined)}
        title={`Is this ${untrustedText(checking?.name ?? "")}?`}
      >
        {checking ? (
          <CheckInvite
            account={account}
            invite={checking}
            onAdded={() => {
              setChecking(undefined);
              onChanged();
            }}
          />
        ) : null}
      </Dialog>
    </section>
  );
}

type CheckInviteProps = {
  readonly account: StoredAccount;
  readonly invite: GuardianInvite;
  readonly onAdded: () => void;
};

/** The same words on both screens: then nobody, not even the service, has put another key in between. */
function CheckInvite({ account, invite, onAdded }: CheckInviteProps) {
  const { accountId, address } = account;
  const { inviteId, name, acceptance } = invite;
  const words = useQuery({
    queryKey: ["guardian-words", inviteId, acceptance?.signer],
    queryFn: async () =>
      (await walletClient()).guardians.getWords({ inviteId, address, signer: acceptance?.signer ?? "0x" }),
    enabled: acceptance !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const add = useMutation({
    mutationFn: async () => {
      if (!acceptance) return;
      const { signer, credentialId } = acceptance;
      await (await walletClient()).guardians.add({
        accountId,
        inviteId,
        name,
        signer,
        ...(credentialId && { credentialId }),
      });
    },
    onSuccess: onAdded,
  });
  if (!acceptance) return null;
  return (
    <>
      <p className="text-muted text-sm">
        Call {untrustedText(name)}, who answered as “{untrustedText(acceptance.name)}”, and read these words to each
        other.
      </p>
      {words.data ? (
        <SixWords words={words.data} label="Words to compare" />
      ) : words.error ? (
        <ErrorNotice error={words.error} onRetry={() => void words.refetch()} />
      ) : (
        <Skeleton className="h-36 w-full rounded-2xl" />
      )}
      {acceptance.signer.length === addressLength ? <FullAddress address={acceptance.signer} /> : null}
      <Button
        size="large"
        block
        busy={add.isPending}
        disabled={!words.data}
        onClick={() => add.mutate()}
        data-testid="invite-same"
      >
        The words are the same
      </Button>
      {add.isError ? <ErrorNotice error={add.error} /> : null}
    </>
  );
}
