import { getBlock } from "viem/actions";
import type { ClientContext } from "../../context.ts";
import { updateOperation } from "../../journal/index.ts";
import type { JournalOperation, OperationReceipt } from "../../types.ts";
import { getChain } from "../chain/index.ts";
import { findEvent, findReceipt, type IncludedOperation } from "./findReceipt.ts";

/** A local chain includes in about 100 ms, a public one in seconds. */
const firstPauseMs = 60;
const longestPauseMs = 2000;
/** Every so many looks the chain itself is asked too, in case the bundler forgot. */
const chainEvery = 8;
/** Seconds after `validUntil` at which an operation that is nowhere to be seen cannot come any more. */
const graceSeconds = 30;

/**
 * Waits until the chain has decided on a sent operation. Goes on through outages of bundler and RPC.
 * @returns "confirmed", or "failed" when it reverted or can no longer be included.
 */
export async function waitForOperation(context: ClientContext, operation: JournalOperation): Promise<JournalOperation> {
  let pauseMs = firstPauseMs;
  for (let looks = 1; ; looks++) {
    const included = await findReceipt(context, operation).catch(() => undefined);
    if (included) return settle(context, operation, included);
    if (looks % chainEvery === 0) {
      const settled = await askChain(context, operation).catch(() => undefined);
      if (settled) return settled;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    pauseMs = Math.min(pauseMs * 1.4, longestPauseMs);
  }
}

async function askChain(context: ClientContext, operation: JournalOperation): Promise<JournalOperation | undefined> {
  const { chainId, entryPoint, userOpHash, validUntil, blockNumber } = operation.prepared;
  const { rpc } = await getChain(context, chainId);
  const [block, included] = await Promise.all([
    getBlock(rpc),
    findEvent({ rpc, entryPoint, userOpHash, fromBlock: blockNumber }),
  ]);
  if (included) return settle(context, operation, included);
  if (Number(block.timestamp) <= validUntil + graceSeconds) return undefined;
  return failOperation(context, operation, "It was not included in time, so it never will be. Nothing was paid.");
}

function settle(
  context: ClientContext,
  operation: JournalOperation,
  { success, transactionHash, blockNumber, actualGasCost }: IncludedOperation,
): Promise<JournalOperation> {
  const outcome = { transactionHash, blockNumber, actualGasCost };
  if (!success) return failOperation(context, operation, "The network ran it, and one of its actions failed.", outcome);
  const receipt = { ...toReceipt(operation), ...outcome, status: "confirmed" } as const;
  return updateOperation(context, operation, { state: "confirmed", receipt, lastError: undefined });
}

/** Ends an operation as failed, with the reason for people. */
export function failOperation(
  context: ClientContext,
  operation: JournalOperation,
  reason: string,
  outcome: Partial<OperationReceipt> = {},
): Promise<JournalOperation> {
  const receipt = { ...toReceipt(operation), ...outcome, status: "failed", reason } as const;
  return updateOperation(context, operation, { state: "failed", receipt });
}

/** How far an operation has come, as its caller is told. */
export function toReceipt({ id, prepared, receipt, decision, state }: JournalOperation): OperationReceipt {
  if (receipt) return receipt;
  const status = state === "confirmed" || state === "failed" ? state : "sent";
  return { id, userOpHash: prepared.userOpHash, status, ...(decision && { decision }) };
}
