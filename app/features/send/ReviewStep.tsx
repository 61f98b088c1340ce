"use client";

import type { StoredAccount } from "@tandem/client";
import type { ChainConfig } from "@tandem/protocol";
import type { Address } from "viem";
import { TaskShell } from "@/components/TaskShell";
import { Skeleton } from "@/components/ui/Skeleton";
import type { Asset } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { useReviewedOperation } from "@/features/operations";
import { type Check, ReviewOperation } from "@/features/review";
import { clearDraft } from "@/features/send/draft";
import { SendAllButFee } from "@/features/send/SendAllButFee";

export type ReviewStepProps = {
  readonly account: StoredAccount;
  readonly chain: ChainConfig;
  readonly assets: readonly Asset[];
  readonly asset: Asset;
  readonly amount: bigint;
  /** Of the asset, where it is known. */
  readonly balance: bigint | undefined;
  readonly to: Address;
  readonly checks: readonly Check[];
  readonly onAmount: (amount: bigint) => void;
  readonly onBack: () => void;
  readonly onClose: () => void;
};

/** What is thrown where the account has to pay the fee and cannot. */
const wantsFee: ReadonlySet<string> = new Set(["InsufficientFundsError", "SponsorRefusedError"]);

export function ReviewStep(props: ReviewStepProps) {
  const { account, chain, assets, asset, amount, balance, to, checks, onAmount, onBack, onClose } = props;
  const { accountId } = account;
  const { prepared, stage, failure, confirm } = useReviewedOperation({
    accountId,
    chainId: chain.chainId,
    name: [asset.id, amount.toString(), to],
    getCalls: async () => (await import("@/features/send/toCalls")).toCalls({ asset, amount, to }),
    onAuthorised: (id) => {
      clearDraft();
      // Without asking the server for a page: from here on a reload shows how the payment stands. So does the
      // operation's own screen, which takes the place of this one.
      window.history.replaceState(null, "", `/send?operation=${id}`);
    },
  });

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
          stage={stage}
          onConfirm={(answer) => void confirm(answer)}
          onChange={onBack}
          notice={failure ? <ErrorNotice error={failure} /> : undefined}
        />
      ) : prepared.isError ? (
        <>
          <ErrorNotice error={prepared.error} onRetry={() => void prepared.refetch()} />
          {!asset.token && balance !== undefined && wantsFee.has(prepared.error.name) ? (
            <SendAllButFee account={account} chainId={chain.chainId} to={to} balance={balance} onAmount={onAmount} />
          ) : null}
        </>
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
