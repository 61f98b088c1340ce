import { hashUserOperation } from "@tandem/account";
import type { Hex } from "viem";
import { entryPoint09Abi, entryPoint09Address } from "viem/account-abstraction";
import { getBlock, getContractEvents } from "viem/actions";
import { OperationRefusedError, ServiceUnreachableError } from "../errors.ts";
import { toServiceError } from "../operations/index.ts";
import type { ConnectedChain } from "./connectChain.ts";
import type { SignedOperation } from "./signOfflineOperation.ts";
import type { OfflineOperation } from "./types.ts";

/** Hands a signed operation to the bundler. Safe to repeat. @throws ServiceUnreachableError, OperationRefusedError */
export async function sendOfflineOperation({ bundler }: ConnectedChain, operation: SignedOperation): Promise<void> {
  if (!bundler) throw new ServiceUnreachableError({ service: "bundler" });
  try {
    await bundler.request({ method: "eth_sendUserOperation", params: [operation, entryPoint09Address] });
  } catch (cause) {
    const error = toServiceError(cause, "bundler");
    const isKnown =
      error instanceof OperationRefusedError &&
      /already known|already in (?:the )?mempool|duplicate/i.test(error.reason);
    if (!isKnown) throw error;
  }
}

export type OfflineOutcome =
  | { readonly status: "confirmed" | "failed"; readonly transactionHash: Hex }
  /** Its validity ended before anybody included it. */
  | { readonly status: "expired" };

const pauseMs = 500;
const searchedBlocks = 500n;
/** A node that fails so often in a row is not there. */
const mostFailures = 5;

/**
 * Waits until the chain has decided on an operation, whoever sent it.
 *
 * @throws ServiceUnreachableError where the chain does not answer: wait again, nothing is lost. The signal's reason
 */
export async function waitForOfflineOperation(
  chain: ConnectedChain,
  {
    operation,
    validUntil,
    signal,
  }: {
    readonly operation: SignedOperation;
    readonly validUntil: OfflineOperation["validUntil"];
    readonly signal?: AbortSignal | undefined;
  },
): Promise<OfflineOutcome> {
  const { rpc, chainId } = chain;
  const { signature: _, ...userOperation } = operation;
  const userOpHash = hashUserOperation({ chainId, entryPoint: entryPoint09Address, userOperation });
  let fromBlock: bigint | undefined;
  for (let failures = 0; ; ) {
    signal?.throwIfAborted();
    try {
      // The block first: what it or an earlier one holds is then among the events.
      const { timestamp, number } = await getBlock(rpc);
      fromBlock ??= number > searchedBlocks ? number - searchedBlocks : 0n;
      const [event] = await getContractEvents(rpc, {
        address: entryPoint09Address,
        abi: entryPoint09Abi,
        eventName: "UserOperationEvent",
        args: { userOpHash },
        fromBlock,
      });
      if (event) {
        return { status: event.args.success ? "confirmed" : "failed", transactionHash: event.transactionHash };
      }
      if (Number(timestamp) > validUntil) return { status: "expired" };
      failures = 0;
    } catch (cause) {
      failures += 1;
      if (failures >= mostFailures) throw toServiceError(cause, "chain");
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
