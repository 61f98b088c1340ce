import { hashUserOperation } from "@tandem/account";
import type { Hex } from "viem";
import { entryPoint09Abi, entryPoint09Address } from "viem/account-abstraction";
import { getBlock, getBlockNumber, getContractEvents } from "viem/actions";
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

/** Waits until the chain has decided on an operation, whoever sent it. */
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
  const head = await getBlockNumber(rpc, { cacheTime: 0 });
  const fromBlock = head > searchedBlocks ? head - searchedBlocks : 0n;
  for (;;) {
    signal?.throwIfAborted();
    const [event] = await getContractEvents(rpc, {
      address: entryPoint09Address,
      abi: entryPoint09Abi,
      eventName: "UserOperationEvent",
      args: { userOpHash },
      fromBlock,
    }).catch(() => []);
    if (event) {
      return { status: event.args.success ? "confirmed" : "failed", transactionHash: event.transactionHash };
    }
    const block = await getBlock(rpc).catch(() => undefined);
    if (block && Number(block.timestamp) > validUntil) return { status: "expired" };
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
