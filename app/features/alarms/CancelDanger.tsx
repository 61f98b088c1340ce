"use client";

import type { StoredAccount } from "@tandem/client";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Skeleton } from "@/components/ui/Skeleton";
import { toast } from "@/components/ui/Toaster";
import type { RunningDanger } from "@/features/alarms/runningDangers";
import { useChain } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { useReviewedOperation } from "@/features/operations";
import { ReviewOperation } from "@/features/review";
import { queryKeys } from "@/lib/queryKeys";

/** Stops what runs on a chain: one operation of the account, reviewed and signed like any other. */
export function CancelDanger({ account, danger }: { readonly account: StoredAccount; readonly danger: RunningDanger }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" variant="danger" onClick={() => setOpen(true)} data-testid="alarms-cancel">
        Cancel it
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={titles[danger.kind]}>
        <CancelReview account={account} danger={danger} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

const titles = {
  "recovery-started": "Cancel the recovery",
  "guardians-scheduled": "Cancel the change of guardians",
  "upgrade-scheduled": "Cancel the new code",
} as const;

const doneWords = {
  "recovery-started": "Recovery cancelled",
  "guardians-scheduled": "Change of guardians cancelled",
  "upgrade-scheduled": "New code cancelled",
} as const;

type CancelReviewProps = {
  readonly account: StoredAccount;
  readonly danger: RunningDanger;
  readonly onDone: () => void;
};

function CancelReview({ account, danger, onDone }: CancelReviewProps) {
  const { accountId, address } = account;
  const { chainId, kind } = danger;
  const { chain, assets } = useChain();
  const queries = useQueryClient();
  const { prepared, stage, failure, confirm } = useReviewedOperation({
    accountId,
    chainId,
    name: ["cancel", kind],
    getCalls: async () => [(await import("@/features/alarms/toCancelCall")).toCancelCall(address, kind)],
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: queryKeys.alarms(accountId) });
      toast(doneWords[kind]);
      onDone();
    },
  });
  if (!prepared.data) {
    return prepared.isError ? (
      <ErrorNotice error={prepared.error} onRetry={() => void prepared.refetch()} />
    ) : (
      <div role="status">
        <span className="sr-only">Preparing</span>
        <Skeleton className="h-40 w-full rounded-2xl" />
      </div>
    );
  }
  return (
    <ReviewOperation
      key={prepared.data.userOpHash}
      prepared={prepared.data}
      account={account}
      assets={assets}
      chainName={chain?.name ?? "Network"}
      checks={[]}
      stage={stage}
      onConfirm={(answer) => void confirm(answer)}
      onChange={onDone}
      notice={failure ? <ErrorNotice error={failure} /> : undefined}
    />
  );
}
