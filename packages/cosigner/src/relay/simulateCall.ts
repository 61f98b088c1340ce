import { BaseError, type Hex } from "viem";
import type { RelayKey } from "../keys/index.ts";
import type { Chain } from "../settlement/index.ts";
import type { RelayJobRecord } from "../store/index.ts";
import { getRelayAddress } from "./getRelayAddress.ts";
import { nameRevert } from "./nameRevert.ts";

/** Runs a job's call against the latest block. @returns why it would fail, or undefined. */
export async function simulateCall(
  chain: Chain,
  key: RelayKey,
  { kind, target, data }: Pick<RelayJobRecord, "data" | "kind" | "target">,
): Promise<string | undefined> {
  // A call of an address without code succeeds and does nothing.
  if (kind !== "checkpoint" && (await chain.client.getCode({ address: target })) === undefined) return "NotDeployed";
  try {
    await chain.client.call({ account: getRelayAddress(key, chain), to: target, data });
    return undefined;
  } catch (error) {
    const revert = readRevert(error);
    // Anything else is the node's failure, and no word about the call.
    if (revert === undefined) throw error;
    return nameRevert(revert);
  }
}

function readRevert(error: unknown): Hex | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const found = error.walk((cause) => typeof cause === "object" && cause !== null && "data" in cause);
  const data = found && "data" in found ? found.data : undefined;
  if (typeof data === "string" && /^0x([0-9a-f]{2})*$/i.test(data)) return data as Hex; // checked
  return /execution reverted/i.test(error.message) ? "0x" : undefined;
}
