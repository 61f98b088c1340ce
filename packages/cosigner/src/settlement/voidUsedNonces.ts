import { getAbiItem, type Hex } from "viem";
import { entryPoint09Abi } from "viem/account-abstraction";
import { type Database, listUnsettled, voidSlot } from "../store/index.ts";
import type { Chain } from "./connectChains.ts";

/** Before that an operation is most likely on its way. */
const olderThanSeconds = 60;
/** Where an operation of ours can have executed: it is valid for 10 minutes, and younger blocks have been read. */
const blocksBack = 5_000n;

const operationEvent = getAbiItem({ abi: entryPoint09Abi, name: "UserOperationEvent" });

/**
 * Frees what waits for an entry nonce that the chain has used, by `EntryPoint.getNonce` at a settled block, without an
 * event that this service has read: blocks that another server skipped, or a bundler that used the nonce otherwise. An
 * operation of ours that did execute there is left to its event and its expiry.
 */
export async function voidUsedNonces(
  database: Database,
  chain: Chain,
  { blockNumber, timeSeconds }: { readonly blockNumber: bigint; readonly timeSeconds: number },
): Promise<number> {
  const { client, chainKey, entryPoint: address } = chain;
  let count = 0;
  for (const unsettled of await listUnsettled(database, chainKey, olderThanSeconds)) {
    const { sender, slot, userOpHashes } = unsettled;
    const { key, sequence } = splitNonce(slot);
    const used = await client.readContract({
      abi: entryPoint09Abi,
      address,
      functionName: "getNonce",
      args: [sender, key],
      blockNumber,
    });
    if ((used & sequenceMask) <= sequence) continue;
    const fromBlock = blockNumber > blocksBack ? blockNumber - blocksBack : 0n;
    const event = { address, event: operationEvent, args: { userOpHash: [...userOpHashes] } };
    const executed = await client.getLogs({ ...event, fromBlock, toBlock: blockNumber });
    if (executed.length > 0) continue;
    await voidSlot(database, unsettled, { chainKey, timeSeconds });
    count++;
  }
  return count;
}

const sequenceMask = (1n << 64n) - 1n;

/** ERC-4337: 192 bits of key, 64 of sequence. */
function splitNonce(slot: Hex): { readonly key: bigint; readonly sequence: bigint } {
  const nonce = BigInt(slot);
  return { key: nonce >> 64n, sequence: nonce & sequenceMask };
}
