"use client";

import type { Call, StoredAccount } from "@tandem/client";
import type { ChainConfig } from "@tandem/protocol";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { useChain } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { type ReviewAnswer, ReviewOperation } from "@/features/review";
import { formatTime } from "@/lib/format";
import { walletClient } from "@/lib/walletClient";

export type OwnOperationProps = {
  readonly account: StoredAccount;
  readonly chain: ChainConfig;
  readonly title: string;
  /** Names what is done: another name is prepared anew. */
  readonly name: string;
  readonly open: boolean;
  readonly getCalls: () => Promise<readonly Call[]>;
  /** Begins the wait of a change that the co-signer signs only a day after it was announced. */
  readonly onAnnounce?: (() => Promise<{ readonly readyAt: number }>) | undefined;
  readonly onClose: () => void;
  /** The operation is on the chain. */
  readonly onDone: () => void;
};

/** One operation of the account on itself: reviewed, confirmed, awaited. */
export function OwnOperation(props: OwnOperationProps) {
  const { account, chain, title, name, open, getCalls, onAnnounce, onClose, onDone } = props;
  const { assets } = useChain();
  const { accountId } = account;
  const prepared = useQuery({
    queryKey: ["prepared", accountId, chain.chainId, name],
    queryFn: async () =>
      (await walletClient()).prepareOperation({ accountId, chainId: chain.chainId, calls: await getCalls() }),
    enabled: open,
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const confirm = useMutation({
    mutationFn: async (answer: ReviewAnswer) => {
      if (!prepared.data) return;
      const receipt = await (await walletClient()).confirmOperation({ prepared: prepared.data, ...answer });
      if (receipt.status === "failed") throw new OwnOperationFailedError(receipt.reason);
    },
    onSuccess: onDone,
  });
  const announce = useMutation({ mutationFn: async () => onAnnounce?.() });
  const mustWait = prepared.data?.preview.rules.some((rule) => rule.name === "wait-required") === true;
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      {mustWait && onAnnounce ? (
        <Notice
          tone="caution"
          title={
            announce.data
              ? `Come back ${formatTime(announce.data.readyAt)}`
              : "First the change is announced, for 24 hours"
          }
          actions={
            announce.data ? undefined : (
              <Button
                size="small"
                busy={announce.isPending}
                onClick={() => announce.mutate()}
                data-testid="guardians-announce"
              >
                Begin the 24 hours
              </Button>
            )
          }
        >
          Until then you can stop it on every device. Then make the same change once more.
        </Notice>
      ) : null}
      {announce.isError ? <ErrorNotice error={announce.error} /> : null}
      {prepared.data ? (
        <ReviewOperation
          prepared={prepared.data}
          account={account}
          assets={assets}
          chainName={chain.name}
          checks={[]}
          busy={confirm.isPending}
          onConfirm={(answer) => confirm.mutate(answer)}
          onChange={onClose}
          notice={confirm.isError ? <ErrorNotice error={confirm.error} /> : undefined}
        />
      ) : prepared.isError ? (
        <ErrorNotice error={prepared.error} onRetry={() => void prepared.refetch()} />
      ) : (
        <Skeleton className="h-64 w-full rounded-2xl" />
      )}
    </Dialog>
  );
}

class OwnOperationFailedError extends Error {
  override readonly name = "OwnOperationFailedError";
  readonly shortMessage: string;
  readonly metaMessages = ["Nothing was changed. Look at the state above and try again."];

  constructor(reason: string | undefined) {
    super(reason);
    this.shortMessage = reason ?? "The network did not carry it out";
  }
}
