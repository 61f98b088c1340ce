import type { JournalOperation, PreparedOperation } from "@tandem/client";

type Row = Pick<JournalOperation, "state"> & { readonly prepared: Pick<PreparedOperation, "userOpHash"> };

/** Whether an operation can certainly not reach the chain any more: the journal dropped it, or it has failed. */
export function isGivenUp(operations: readonly Row[], { userOpHash }: Pick<PreparedOperation, "userOpHash">): boolean {
  return !operations.some(({ prepared, state }) => prepared.userOpHash === userOpHash && state !== "failed");
}
