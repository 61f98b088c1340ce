import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import type { JournalOperation, PreparedOperation } from "../types.ts";
import { isFinished, listOperations } from "./journal.ts";

export type FindUnsettledAttemptParameters = {
  readonly accountId: Hex;
  readonly chainId: number;
  /** The nonce the chain would take next. */
  readonly nonce: bigint;
};

/**
 * The number of the next attempt at an entry nonce. An earlier operation with this nonce may be reserved at the
 * co-signer although it never reached the chain: the new one replaces it, and only one of them can ever execute.
 */
export async function findUnsettledAttempt(
  context: ClientContext,
  { accountId, chainId, nonce }: FindUnsettledAttemptParameters,
): Promise<Pick<PreparedOperation, "attempt" | "replaces">> {
  const earlier = (await listOperations(context, { accountId })).filter(
    ({ prepared, times }) =>
      prepared.chainId === chainId && prepared.userOperation.nonce === nonce && times["co-signing"] !== undefined,
  );
  const last = earlier.reduce<JournalOperation | undefined>(
    (highest, operation) => (highest && highest.prepared.attempt >= operation.prepared.attempt ? highest : operation),
    undefined,
  );
  if (!last) return { attempt: 0 };
  return { attempt: last.prepared.attempt + 1, ...(isFinished(last) ? {} : { replaces: last.id }) };
}
