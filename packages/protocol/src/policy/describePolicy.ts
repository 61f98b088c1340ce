import type { AssetId, Policy } from "../schemas/policy.ts";

export type DescribePolicyParameters = {
  readonly policy: Policy;
  /** How an amount is written, for example "1 ETH". Default: the number and the asset's id. */
  readonly formatAmount?: (asset: AssetId, amount: bigint) => string;
};

/** A policy in plain sentences, one a rule, for people and logs. The same policy always gives the same text. */
export function describePolicy({ policy, formatAmount = toRawAmount }: DescribePolicyParameters): readonly string[] {
  const { allowed, blocked, contacts, newRecipients } = policy;
  const limits = [...policy.limits]
    .sort((a, b) => (a.asset < b.asset ? -1 : 1))
    .map(({ asset, amount }) => `At most ${formatAmount(asset, BigInt(amount))} may leave in any 24 hours.`);
  return [
    ...limits,
    "An asset without a limit, an approval, an NFT and a call that cannot be read are confirmed each time.",
    ...(allowed ? [allowed.length === 0 ? "Nobody may be paid." : `Only these may be paid: ${list(allowed)}.`] : []),
    ...(blocked?.length ? [`These are never paid: ${list(blocked)}.`] : []),
    ...(newRecipients === "confirm" ? ["Somebody who was not paid before is confirmed first."] : []),
    ...(newRecipients === "confirm" && contacts?.length ? [`These are not new: ${list(contacts)}.`] : []),
  ];
}

function list(addresses: readonly string[]): string {
  return [...addresses].sort().join(", ");
}

function toRawAmount(asset: AssetId, amount: bigint): string {
  return `${amount} of ${asset}`;
}
