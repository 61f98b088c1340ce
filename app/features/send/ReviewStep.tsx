"use client";

import type { StoredAccount } from "@tandem/client";
import type { ChainConfig } from "@tandem/protocol";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Address } from "viem";
import { TaskShell } from "@/components/TaskShell";
import { Skeleton } from "@/components/ui/Skeleton";
import type { Asset } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { confirmOperation } from "@/features/operations";
import { type Check, type ReviewAnswer, ReviewOperation } from "@/features/review";
import { clearDraft } from "@/features/send/draft";
import { walletClient } from "@/lib/walletClient";

export type ReviewStepProps = {
  readonly account: StoredAccount;
  readonly chain: ChainConfig;
  readonly assets: readonly Asset[];
  readonly asset: Asset;
  readonly amount: bigint;
  readonly to: Address;
  readonly checks: readonly Check[];
  readonly onBack: () => void;
  readonly onClose: () => void;
};

const refreshBeforeExpiryMilliseconds = 30_000;

export function ReviewStep({ account, chain, assets, asset, amount, to, checks, onBack, onClose }: ReviewStepProps) {
  const [confirming, setConfirming] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { accountId } = account;
  const prepared = useQuery({
    queryKey: ["prepared", accountId, chain.chainId, asset.id, amount.toString(), to],
    queryFn: async () => {
      const [client, { toCalls }] = await Promise.all([walletClient(), import("@/features/send/toCalls")]);
      return client.prepareOperation({ accountId, chainId: chain.chainId, calls: toCalls({ asset, amount, to }) });
    },
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    // A review that was left open is prepared anew before it can no longer be signed.
    refetchInterval: ({ state }) =>
      state.data && !confirming
        ? Math.max(1_000, state.data.expiresAt - Date.now() - refreshBeforeExpiryMilliseconds)
        : false,
  });

  const confirm = async (answer: ReviewAnswer) => {
    if (!prepared.data) return;
    setConfirming(true);
    setFailure(undefined);
    let authorised = false;
    try {
      await confirmOperation({
        prepared: prepared.data,
        ...answer,
        onAuthorised: (id) => {
          authorised = true;
          clearDraft();
          // Without asking the server for a page: from here on a reload shows how the payment stands.
          window.history.replaceState(null, "", `/send?operation=${id}`);
        },
      });
    } catch (error) {
      // After the passkey the operation's own screen tells the rest.
      if (authorised) return;
      setFailure(error);
      if (error instanceof Error && error.name === "OperationExpiredError") await prepared.refetch();
    } finally {
      if (!authorised) setConfirming(false);
    }
  };

  return (
    <TaskShell title="Review" onBack={onBack} onClose={onClose}>
      {prepared.data ? (
        <ReviewOperation
          key={prepared.data.userOpHash}
          prepared={prepared.data}
          account={account}
          assets={assets}
          chainName={chain.name}
          checks={checks}
          busy={confirming}
          onConfirm={confirm}
          onChange={onBack}
          notice={failure ? <ErrorNotice error={failure} /> : undefined}
        />
      ) : prepared.isError ? (
        <ErrorNotice error={prepared.error} onRetry={() => void prepared.refetch()} />
      ) : (
        <ReviewSkeleton />
      )}
    </TaskShell>
  );
}

function ReviewSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-5">
      <span className="sr-only">Preparing your payment</span>
      <Skeleton className="h-44 w-full rounded-2xl" />
      <Skeleton className="h-28 w-full rounded-2xl" />
      <Skeleton className="h-24 w-full rounded-2xl" />
    </div>
  );
}
