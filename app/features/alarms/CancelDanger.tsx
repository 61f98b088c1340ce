"use client";

import type { StoredAccount } from "@tandem/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Skeleton } from "@/components/ui/Skeleton";
import type { RunningDanger } from "@/features/alarms/runningDangers";
import { useChain } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { confirmOperation } from "@/features/operations";
import { type ReviewAnswer, ReviewOperation } from "@/features/review";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

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
  const prepared = useQuery({
    queryKey: ["prepared-cancel", accountId, chainId, kind],
    queryFn: async () => {
      const [client, { toCancelCall }] = await Promise.all([walletClient(), import("@/features/alarms/toCancelCall")]);
      return client.prepareOperation({ accountId, chainId, calls: [toCancelCall(address, kind)] });
    },
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  // Not among the mutation's variables, which stay: it may hold a code.
  const answer = useRef<ReviewAnswer>(undefined);
  const confirm = useMutation({
    mutationFn: async () => {
      const given = answer.current;
      answer.current = undefined;
      if (!prepared.data || !given) return;
      await confirmOperation({ prepared: prepared.data, ...given, onAuthorised: () => undefined });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: queryKeys.alarms(accountId) });
      onDone();
    },
  });
  if (prepared.isError) return <ErrorNotice error={prepared.error} onRetry={() => void prepared.refetch()} />;
  if (!prepared.data) {
    return (
      <div role="status">
        <span className="sr-only">Preparing</span>
        <Skeleton className="h-40 w-full rounded-2xl" />
      </div>
    );
  }
  return (
    <ReviewOperation
      prepared={prepared.data}
      account={account}
      assets={assets}
      chainName={chain?.name ?? "Network"}
      checks={[]}
      busy={confirm.isPending}
      onConfirm={(given) => {
        answer.current = given;
        confirm.mutate();
      }}
      onChange={onDone}
      notice={confirm.error ? <ErrorNotice error={confirm.error} /> : undefined}
    />
  );
}
