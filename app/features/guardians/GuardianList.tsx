"use client";

import type { GuardianEntry, GuardianState, StoredAccount } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { Trash2, TriangleAlert, UserRound } from "lucide-react";
import { Button } from "@/components/ui/Button";
import { CopyButton } from "@/components/ui/CopyButton";
import { ErrorNotice } from "@/features/errors";
import { isLongSilent, lastMet, lastSeen, type Signs } from "@/features/guardians/presence";
import { formatDate, shortAddress } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

export type GuardianListProps = {
  readonly account: StoredAccount;
  readonly entries: readonly GuardianEntry[];
  readonly signs: Signs;
  readonly cards: GuardianState["cards"];
  readonly onChanged: () => void;
};

const addressLength = 42;

/** Who is in the list, and when each was last seen with its key. */
export function GuardianList({ account, entries, signs, cards, onChanged }: GuardianListProps) {
  const { accountId } = account;
  const remove = useMutation({
    mutationFn: async (signer: GuardianEntry["signer"]) =>
      (await walletClient()).guardians.remove({ accountId, signer }),
    onSuccess: onChanged,
  });
  const meet = useMutation({
    mutationFn: async (signer: GuardianEntry["signer"]) =>
      (await walletClient()).guardians.markCardGiven({ accountId, signer }),
    onSuccess: onChanged,
  });
  const failure = remove.error ?? meet.error;
  if (entries.length === 0) return null;
  return (
    <>
      <ul aria-label="Guardians" className="divide-y divide-line rounded-2xl bg-surface px-4 ring-1 ring-line">
        {entries.map((entry) => {
          const seenAt = lastSeen(entry, signs);
          const metAt = lastMet(entry, signs);
          const isSilent = isLongSilent(entry, signs, Date.now());
          const name = untrustedText(entry.name);
          return (
            <li key={entry.signer} className="flex items-center gap-3.5 py-3.5 text-sm">
              <UserRound aria-hidden="true" className="size-5 shrink-0 text-muted" />
              <span className="min-w-0 flex-1">
                <bdi className="block truncate font-medium">{name}</bdi>
                <span className="block text-muted">
                  {entry.signer.length === addressLength ? shortAddress(entry.signer) : "Passkey"}
                  {seenAt ? `, last seen ${formatDate(seenAt)}` : metAt ? `, card given ${formatDate(metAt)}` : ""}
                </span>
                {cards[entry.signer] === "old" ? <Flag>Holds an old card</Flag> : null}
                {isSilent ? <Flag>Not heard from for half a year</Flag> : null}
                {entry.inviteId && cards[entry.signer] !== undefined ? (
                  <CopyButton
                    size="small"
                    className={isSilent ? "mt-1" : "-ms-3 mt-1"}
                    variant={isSilent ? "secondary" : "ghost"}
                    noun="Question"
                    value={`Are you still my guardian? Please answer here: ${window.location.origin}/guardian/here#${entry.inviteId}`}
                    data-testid="guardian-ask"
                  >
                    Ask if there
                  </CopyButton>
                ) : isSilent && cards[entry.signer] === "current" ? (
                  <Button
                    size="small"
                    className="mt-1"
                    variant="secondary"
                    busy={meet.isPending && meet.variables === entry.signer}
                    onClick={() => meet.mutate(entry.signer)}
                    data-testid="guardian-met"
                  >
                    I asked, the key is there
                  </Button>
                ) : null}
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
      {failure ? <ErrorNotice error={failure} /> : null}
    </>
  );
}

function Flag({ children }: { readonly children: string }) {
  return (
    <span className="flex items-center gap-1.5 text-caution" data-testid="guardian-flag">
      <TriangleAlert aria-hidden="true" className="size-3.5 shrink-0" />
      {children}
    </span>
  );
}
