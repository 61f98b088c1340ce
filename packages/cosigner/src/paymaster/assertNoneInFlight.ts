import type { PaymasterUserOperation } from "@tandem/protocol";
import { type Hex, numberToHex } from "viem";
import { entryPoint09Abi } from "viem/account-abstraction";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import type { Chain } from "../settlement/index.ts";
import { claimSponsorship, findSponsorship } from "../store/index.ts";

export type AssertNoneInFlightParameters = {
  readonly chain: Chain;
  readonly accountId: Hex;
  readonly operation: PaymasterUserOperation;
  /** Unix seconds of the chain up to which this one is sponsored; undefined only asks. */
  readonly validUntil: number | undefined;
};

/**
 * One sponsored operation an account and chain at a time: until it has executed or run out, only one with the same nonce
 * is sponsored, which replaces it. The EntryPoint is asked only where another one seems to be on its way.
 *
 * @throws ServiceError `policy_refused` with rule `sponsor-in-flight`
 */
export async function assertNoneInFlight(
  { database }: Pick<Context, "database">,
  { chain, accountId, operation, validUntil }: AssertNoneInFlightParameters,
): Promise<void> {
  const slot = numberToHex(BigInt(operation.nonce), { size: 32 });
  const place = { accountId, chainKey: chain.chainKey, slot, chainTimeSeconds: chain.head().timeSeconds };
  const claim = (executedSlot?: Hex) =>
    validUntil === undefined || claimSponsorship(database, { ...place, validUntil, executedSlot });
  // A read first: a claim that is refused has nothing to undo, and most find nothing.
  const other = await findSponsorship(database, place);
  if (!other) {
    if (await claim()) return;
  } else if ((await isExecuted(chain, operation, other)) && (await claim(other))) return;
  throw new ServiceError("policy_refused", "Another sponsored operation of this account is on its way.", {
    rule: "sponsor-in-flight",
    action: "Wait until it is confirmed, or pay the network fee with the account's own balance.",
  });
}

async function isExecuted(chain: Chain, { sender }: PaymasterUserOperation, slot: Hex): Promise<boolean> {
  const nonce = await chain.client.readContract({
    address: chain.entryPoint,
    abi: entryPoint09Abi,
    functionName: "getNonce",
    args: [sender, BigInt(slot) >> 64n],
  });
  return nonce > BigInt(slot);
}
