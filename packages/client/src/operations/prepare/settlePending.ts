import type { Hex } from "viem";
import type { ClientContext } from "../../context.ts";
import { OperationPendingError } from "../../errors.ts";
import { listOperations } from "../../journal/index.ts";
import { findReceipt } from "../run/index.ts";

export type SettlePendingParameters = {
  readonly accountId: Hex;
  readonly chainId: number;
  /** The nonce the chain would take next. */
  readonly nonce: bigint;
};

const patienceMs = 30_000;
const pauseMs = 150;

/**
 * Waits for an operation of this device that is on its way with this nonce: a new one beside it would replace it.
 * @returns Whether there was one, so that the chain has to be read again.
 * @throws OperationPendingError when it takes too long.
 */
export async function settlePending(context: ClientContext, parameters: SettlePendingParameters): Promise<boolean> {
  const { accountId, chainId, nonce } = parameters;
  const operations = await listOperations(context, { accountId });
  const pending = operations.find(
    ({ state, prepared }) => state === "sent" && prepared.chainId === chainId && prepared.userOperation.nonce >= nonce,
  );
  if (!pending) return false;
  const deadline = performance.now() + patienceMs;
  while (!(await findReceipt(context, pending))) {
    if (performance.now() > deadline) throw new OperationPendingError();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return true;
}
