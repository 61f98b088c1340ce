"use client";

import type {
  GuardianChange,
  GuardianSet,
  GuardianState,
  GuardianWait,
  PreparedOperation,
  StoredAccount,
} from "@tandem/client";
import type { ChainConfig } from "@tandem/protocol";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { isGivenUp } from "@/features/guardians/isGivenUp";
import { OwnOperation } from "@/features/guardians/OwnOperation";
import { Threshold } from "@/features/guardians/Threshold";
import { toChange } from "@/features/guardians/toChange";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

export type ChangeGuardiansProps = {
  readonly account: StoredAccount;
  readonly chain: ChainConfig;
  readonly state: GuardianState;
  /** The change below was announced before. */
  readonly announced: GuardianWait | undefined;
  readonly onDone: () => void;
};

/** Other people in the list above, or another number of them: schedule it, or go back. */
export function ChangeGuardians({ account, chain, state, announced, onDone }: ChangeGuardiansProps) {
  const { accountId } = account;
  const { chainId } = chain;
  const { book } = state;
  const count = book.draft.length;
  const [chosen, setThreshold] = useState<number>();
  const [isOpen, setOpen] = useState(false);
  const prepared = useRef<GuardianChange>(undefined);
  const keptBefore = useRef<GuardianSet>(undefined);
  const queries = useQueryClient();
  const { threshold, hasOtherMembers, isChange } = toChange(book, chosen ?? announced?.threshold);
  const keep = async (next: GuardianSet | undefined) => {
    await (await walletClient()).guardians.keepNext({ accountId, next });
  };
  const reset = useMutation({
    mutationFn: async () => (await walletClient()).guardians.resetDraft({ accountId }),
    onSuccess: () => {
      setThreshold(book.current?.config.threshold);
      onDone();
    },
  });
  const undoKeep = async (operation: PreparedOperation) => {
    const operations = await (await walletClient()).listOperations({ accountId });
    if (isGivenUp(operations, operation)) await keep(keptBefore.current);
  };
  // Who of them is known by a commitment only would be left out: that is a change of people, made above.
  const isAllKnown = book.current?.members.length === book.current?.config.commitments.length;
  if (!isChange && (count < 2 || !isAllKnown)) return null;
  return (
    <section aria-labelledby="change" className="flex flex-col gap-4" data-testid="guardians-threshold">
      <h2 id="change" className="font-semibold">
        {hasOtherMembers ? "Change your guardians" : "How many are needed?"}
      </h2>
      {count > 0 ? <Threshold count={count} value={threshold} onChange={setThreshold} /> : null}
      {isChange ? (
        <>
          <Notice title="A change takes two and a half days">
            It is announced for 24 hours. Then you confirm it here, and it waits 36 hours more. After that you have 12
            hours to put it in place. Until then the present guardians stay.
          </Notice>
          <div className="flex flex-wrap gap-3">
            <Button onClick={() => setOpen(true)} data-testid="guardians-change">
              Review the change
            </Button>
            <Button variant="secondary" busy={reset.isPending} onClick={() => reset.mutate()}>
              Keep them as they are
            </Button>
          </div>
        </>
      ) : null}
      {reset.isError ? <ErrorNotice error={reset.error} /> : null}
      <OwnOperation
        account={account}
        chain={chain}
        title="Change your guardians"
        name={`guardians-${book.draft.map(({ signer }) => signer).join("-")}-${threshold}`}
        open={isOpen}
        announcedFor={announced?.threshold === threshold ? announced.wait.readyAt : undefined}
        getCalls={async () => {
          const { guardians } = await walletClient();
          const change = await guardians.prepareChange({ accountId, chainId, threshold });
          prepared.current = change;
          return change.calls;
        }}
        onAnnounce={async () => {
          const change = prepared.current;
          if (!change) return;
          await (await walletClient()).guardians.announceChange({ accountId, chainId, change });
          await queries.invalidateQueries({ queryKey: queryKeys.waits(accountId) });
        }}
        onConfirm={async () => {
          keptBefore.current = book.next;
          await keep(prepared.current?.next);
        }}
        onFailed={undoKeep}
        onClose={() => setOpen(false)}
        onDone={() => {
          setOpen(false);
          void queries.invalidateQueries({ queryKey: queryKeys.waits(accountId) });
          onDone();
        }}
      />
    </section>
  );
}
