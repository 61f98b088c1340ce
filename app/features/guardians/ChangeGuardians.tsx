"use client";

import type { GuardianChange, GuardianWait, StoredAccount } from "@tandem/client";
import type { ChainConfig } from "@tandem/protocol";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { OwnOperation } from "@/features/guardians/OwnOperation";
import { goodThreshold, Threshold } from "@/features/guardians/Threshold";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

export type ChangeGuardiansProps = {
  readonly account: StoredAccount;
  readonly chain: ChainConfig;
  readonly count: number;
  /** The change below was announced before. */
  readonly announced: GuardianWait | undefined;
  readonly onDone: () => void;
};

/** The list above differs from the guardians in force: schedule it, or go back. */
export function ChangeGuardians({ account, chain, count, announced, onDone }: ChangeGuardiansProps) {
  const { accountId } = account;
  const cache = useQueryClient();
  const [chosen, setThreshold] = useState<number>();
  const [isOpen, setOpen] = useState(false);
  const prepared = useRef<GuardianChange>(undefined);
  const threshold = count === 0 ? 0 : Math.min(chosen ?? announced?.threshold ?? goodThreshold(count), count);
  const reset = useMutation({
    mutationFn: async () => (await walletClient()).guardians.resetDraft({ accountId }),
    onSuccess: onDone,
  });
  return (
    <section aria-labelledby="change" className="flex flex-col gap-4">
      <h2 id="change" className="font-semibold">
        Change your guardians
      </h2>
      {count > 0 ? <Threshold count={count} value={threshold} onChange={setThreshold} /> : null}
      <Notice title="The change waits 36 hours">
        Then you have 12 hours to put it in place. Until then the present guardians stay.
      </Notice>
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => setOpen(true)} data-testid="guardians-change">
          Review the change
        </Button>
        <Button variant="secondary" busy={reset.isPending} onClick={() => reset.mutate()}>
          Keep them as they are
        </Button>
      </div>
      <OwnOperation
        account={account}
        chain={chain}
        title="Change your guardians"
        name={`guardians-${count}-${threshold}`}
        open={isOpen}
        announcedFor={announced?.threshold === threshold ? announced.wait.readyAt : undefined}
        getCalls={async () => {
          const { guardians } = await walletClient();
          const change = await guardians.prepareChange({ accountId, chainId: chain.chainId, threshold });
          prepared.current = change;
          return change.calls;
        }}
        onAnnounce={async () => {
          const change = prepared.current;
          if (!change) return;
          const { guardians } = await walletClient();
          await guardians.announceChange({ accountId, chainId: chain.chainId, change });
          await cache.invalidateQueries({ queryKey: queryKeys.waits(accountId) });
        }}
        onClose={() => setOpen(false)}
        onDone={async () => {
          await (await walletClient()).guardians.keepNext({ accountId, next: prepared.current?.next });
          setOpen(false);
          void cache.invalidateQueries({ queryKey: queryKeys.waits(accountId) });
          onDone();
        }}
      />
    </section>
  );
}
