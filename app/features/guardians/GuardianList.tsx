"use client";

import type { GuardianEntry, StoredAccount } from "@tandem/client";
import type { GuardianInvite } from "@tandem/protocol";
import { useMutation } from "@tanstack/react-query";
import { Trash2, UserRound } from "lucide-react";
import { Button } from "@/components/ui/Button";
import { formatDate, shortAddress } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

export type GuardianListProps = {
  readonly account: StoredAccount;
  readonly entries: readonly GuardianEntry[];
  readonly invites: readonly GuardianInvite[];
  readonly onChanged: () => void;
};

const addressLength = 42;

/** Who is in the list, and when each was last seen with its key. */
export function GuardianList({ account, entries, invites, onChanged }: GuardianListProps) {
  const { accountId } = account;
  const remove = useMutation({
    mutationFn: async (signer: GuardianEntry["signer"]) =>
      (await walletClient()).guardians.remove({ accountId, signer }),
    onSuccess: onChanged,
  });
  if (entries.length === 0) return null;
  return (
    <ul aria-label="Guardians" className="divide-y divide-line rounded-2xl bg-surface px-4 ring-1 ring-line">
      {entries.map((entry) => {
        const seenAt = invites.find(({ inviteId }) => inviteId === entry.inviteId)?.seenAt;
        const name = untrustedText(entry.name);
        return (
          <li key={entry.signer} className="flex items-center gap-3.5 py-3.5 text-sm">
            <UserRound aria-hidden="true" className="size-5 shrink-0 text-muted" />
            <span className="min-w-0 flex-1">
              <bdi className="block truncate font-medium">{name}</bdi>
              <span className="text-muted">
                {entry.signer.length === addressLength ? shortAddress(entry.signer) : "Passkey"}
                {seenAt ? `, last seen ${formatDate(seenAt)}` : ""}
              </span>
            </span>
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Remove ${name}`}
              busy={remove.isPending && remove.variables === entry.signer}
              onClick={() => remove.mutate(entry.signer)}
            >
              <Trash2 aria-hidden="true" className="size-4" />
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
