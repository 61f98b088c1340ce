import type { PaymasterUserOperation } from "@tandem/protocol";
import { type Hex, numberToHex } from "viem";
import { entryPoint09Abi } from "viem/account-abstraction";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import type { Chain } from "../settlement/index.ts";
import { claimSponsorship, findSponsorship, type SponsorshipRefusal } from "../store/index.ts";

export type SponsoredOperation = {
  readonly chain: Chain;
  readonly accountId: Hex;
  readonly operation: PaymasterUserOperation;
};

/**
 * One sponsored operation an account and chain at a time: until it has executed or run out, only one with the same nonce
 * is sponsored, which replaces it. This only asks.
 *
 * @throws ServiceError `policy_refused` with rule `sponsor-in-flight`
 */
export async function assertNoneInFlight(
  { database }: Pick<Context, "database">,
  sponsored: SponsoredOperation,
): Promise<void> {
  const other = await findSponsorship(database, toPlace(sponsored));
  if (other && !(await isExecuted(sponsored, other))) throw refused("in-flight");
}

/**
 * Takes the account's place, and reserves the most the operation can cost until the chain says what it did cost.
 *
 * @param validUntil - Unix seconds of the chain up to which it is sponsored.
 * @throws ServiceError `policy_refused` with rule `sponsor-in-flight`, `sponsor-account-budget` or `sponsor-budget`
 */
export async function takePlace(
  { database, config }: Pick<Context, "config" | "database">,
  sponsored: SponsoredOperation,
  { validUntil, maxWei }: { readonly validUntil: number; readonly maxWei: bigint },
): Promise<void> {
  const claim = { ...toPlace(sponsored), validUntil, maxWei, limits: config.sponsor };
  // The EntryPoint is asked only where another one seems to be on its way.
  const other = await findSponsorship(database, claim);
  const executedSlot = other && (await isExecuted(sponsored, other)) ? other : undefined;
  const refusal = await claimSponsorship(database, { ...claim, executedSlot });
  if (refusal) throw refused(refusal);
}

function toPlace({ chain, accountId, operation }: SponsoredOperation) {
  const slot = numberToHex(BigInt(operation.nonce), { size: 32 });
  return { accountId, chainKey: chain.chainKey, slot, chainTimeSeconds: chain.head().timeSeconds };
}

async function isExecuted({ chain, operation: { sender } }: SponsoredOperation, slot: Hex): Promise<boolean> {
  const nonce = await chain.client.readContract({
    address: chain.entryPoint,
    abi: entryPoint09Abi,
    functionName: "getNonce",
    args: [sender, BigInt(slot) >> 64n],
  });
  return nonce > BigInt(slot);
}

function refused(refusal: SponsorshipRefusal): ServiceError {
  if (refusal === "in-flight") {
    return new ServiceError("policy_refused", "Another sponsored operation of this account is on its way.", {
      rule: "sponsor-in-flight",
      action: "Wait until it is confirmed, or pay the network fee with the account's own balance.",
    });
  }
  return new ServiceError("policy_refused", "What the service pays in network fees is used up for today.", {
    rule: refusal === "account" ? "sponsor-account-budget" : "sponsor-budget",
    action: "Pay the network fee with the account's own balance, or wait until tomorrow.",
  });
}
