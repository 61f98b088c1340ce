import { type Address, type Hex, hexToBigInt, parseEventLogs } from "viem";
import { entryPoint09Abi } from "viem/account-abstraction";
import { getLogs } from "viem/actions";
import type { ClientContext } from "../../context.ts";
import type { JournalOperation } from "../../types.ts";
import { getChain } from "../chain/index.ts";

/** What the chain says of an operation that was included. */
export type IncludedOperation = {
  readonly success: boolean;
  readonly transactionHash: Hex;
  readonly blockNumber: bigint;
  readonly actualGasCost: bigint;
};

const userOperationEvent = entryPoint09Abi.find((item) => item.type === "event" && item.name === "UserOperationEvent");

/**
 * Looks for an operation, at the bundler first, which knows it soonest, then in the EntryPoint's events, which need no
 * bundler. Undefined where neither knows it or can be reached.
 */
export async function findReceipt(
  context: ClientContext,
  { prepared }: JournalOperation,
): Promise<IncludedOperation | undefined> {
  const { chainId, userOpHash, entryPoint, blockNumber } = prepared;
  const chain = await getChain(context, chainId);
  try {
    const found = await chain.bundler.request({ method: "eth_getUserOperationReceipt", params: [userOpHash] });
    if (found) {
      return {
        success: found.success,
        transactionHash: found.receipt.transactionHash,
        blockNumber: hexToBigInt(found.receipt.blockNumber),
        actualGasCost: hexToBigInt(found.actualGasCost),
      };
    }
    return undefined;
  } catch {
    return findEvent({ rpc: chain.rpc, entryPoint, userOpHash, fromBlock: blockNumber });
  }
}

type FindEventParameters = {
  readonly rpc: Awaited<ReturnType<typeof getChain>>["rpc"];
  readonly entryPoint: Address;
  readonly userOpHash: Hex;
  readonly fromBlock: bigint;
};

/** The `UserOperationEvent` of ERC-4337. */
export async function findEvent(parameters: FindEventParameters): Promise<IncludedOperation | undefined> {
  const { rpc, entryPoint, userOpHash, fromBlock } = parameters;
  try {
    const event = userOperationEvent;
    const logs = await getLogs(rpc, { address: entryPoint, event, args: { userOpHash }, fromBlock });
    const [log] = parseEventLogs({ abi: entryPoint09Abi, eventName: "UserOperationEvent", logs });
    if (!log) return undefined;
    const { success, actualGasCost } = log.args;
    return { success, transactionHash: log.transactionHash, blockNumber: log.blockNumber, actualGasCost };
  } catch {
    return undefined;
  }
}
