"use client";

import type { Call, PreparedOperation, StoredAccount } from "@tandem/client";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ConfirmParameters, confirmOperation } from "@/features/operations/operationRuns";
import { walletClient } from "@/lib/walletClient";

/** How far a confirmed operation is. */
export type ConfirmStage = "asking" | "co-signing" | "sending";

export type ReviewedOperationParameters = {
  readonly accountId: StoredAccount["accountId"];
  readonly chainId: number;
  /** Names what is done: another name is prepared anew. */
  readonly name: readonly string[];
  readonly getCalls: () => Promise<readonly Call[]>;
  /** Before the passkey is asked for: what has to be written down whatever happens then. */
  readonly onConfirm?: (() => Promise<void>) | undefined;
  /** The last try ended here; whether it may still reach the chain is in the journal. */
  readonly onFailed?: ((prepared: PreparedOperation) => Promise<void>) | undefined;
  /** The passkey was shown; from here the operation goes on by itself. */
  readonly onAuthorised?: (id: string) => void;
  /** The operation is on the chain. */
  readonly onDone?: (prepared: PreparedOperation) => unknown;
};

export type ReviewedOperation = {
  readonly prepared: UseQueryResult<PreparedOperation>;
  readonly stage: ConfirmStage | undefined;
  readonly failure: unknown;
  readonly confirm: (answer: Omit<ConfirmParameters, "prepared" | "onAuthorised" | "onSending">) => Promise<void>;
};

const refreshBeforeExpiryMilliseconds = 30_000;
const retryMilliseconds = 5_000;

/** An operation between its preparation and the chain. While it is under review it is prepared anew before it expires. */
export function useReviewedOperation(parameters: ReviewedOperationParameters): ReviewedOperation {
  const { accountId, chainId, name, getCalls, onConfirm, onFailed, onAuthorised, onDone } = parameters;
  const [stage, setStage] = useState<ConfirmStage>();
  const [failure, setFailure] = useState<unknown>();
  const prepared = useQuery({
    queryKey: ["prepared", accountId, chainId, ...name],
    queryFn: async () => (await walletClient()).prepareOperation({ accountId, chainId, calls: await getCalls() }),
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => {
      if (!state.data || stage) return false;
      if (state.error) return retryMilliseconds;
      return Math.max(1_000, state.data.expiresAt - Date.now() - refreshBeforeExpiryMilliseconds);
    },
  });

  const confirm: ReviewedOperation["confirm"] = async (answer) => {
    if (!prepared.data) return;
    setStage("asking");
    setFailure(undefined);
    try {
      await onConfirm?.();
      const receipt = await confirmOperation({
        prepared: prepared.data,
        ...answer,
        onAuthorised: (id) => {
          setStage("co-signing");
          onAuthorised?.(id);
        },
        onSending: () => setStage("sending"),
      });
      if (receipt.status === "failed") throw new OperationFailedError(receipt.reason);
      await onDone?.(prepared.data);
    } catch (error) {
      setFailure(error);
      await onFailed?.(prepared.data).catch(() => undefined); // what went wrong before is what is told
      if (error instanceof Error && error.name === "OperationExpiredError") await prepared.refetch();
    } finally {
      setStage(undefined);
    }
  };
  return { prepared, stage, failure, confirm };
}

class OperationFailedError extends Error {
  override readonly name = "OperationFailedError";
  readonly shortMessage: string;
  readonly metaMessages = ["Nothing was changed. Close this, look at how things stand, and try again."];

  constructor(reason: string | undefined) {
    super(reason);
    this.shortMessage = reason ?? "The network did not carry it out";
  }
}
