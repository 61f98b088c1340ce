import type { Policy } from "../schemas/policy.ts";

/**
 * Whether a change of policy lets anything through that was stopped before: some operation is allowed that had to be
 * confirmed, or may be confirmed that was refused. Such a change waits; every other one takes effect at once.
 *
 * Decided by trying it: everybody whom either policy names, one whom none names, nobody at all; every asset that either
 * names, one that none names; amounts at each limit and right above it. Between these nothing changes.
 */
export function isLoosening(before: Policy, after: Policy): boolean {
  const recipients = [undefined, "other", ...new Set([...listRecipients(before), ...listRecipients(after)])];
  const assets = ["other", ...new Set([...before.limits, ...after.limits].map(({ asset }) => asset))];
  const ranks = recipients.map((recipient) => [toRecipientRank(before, recipient), toRecipientRank(after, recipient)]);
  return assets.some((asset) =>
    listAmounts(before, after, asset).some((amount) => {
      const [was, is] = [toAssetRank(before, asset, amount), toAssetRank(after, asset, amount)];
      return ranks.some(([from = 0, to = 0]) => Math.min(to, is) > Math.min(from, was));
    }),
  );
}

/** 0 refused, 1 with a confirm, 2 allowed. */
type Rank = 0 | 1 | 2;

/** Undefined where nobody gets anything: the account pays its network fee. */
function toRecipientRank(policy: Policy, recipient: string | undefined): Rank {
  if (recipient === undefined) return 2;
  const isOn = (list: readonly string[] | undefined) => list?.includes(recipient) ?? false;
  if (isOn(policy.blocked) || (policy.allowed && !isOn(policy.allowed))) return 0;
  return policy.newRecipients === "confirm" && !isOn(policy.contacts) ? 1 : 2;
}

function toAssetRank(policy: Policy, asset: string, amount: bigint): Rank {
  const limit = policy.limits.find((entry) => entry.asset === asset);
  if (!limit) return 1;
  return amount <= BigInt(limit.amount) ? 2 : 0;
}

function listRecipients({ allowed = [], blocked = [], contacts = [] }: Policy): readonly string[] {
  return [...allowed, ...blocked, ...contacts];
}

function listAmounts(before: Policy, after: Policy, asset: string): readonly bigint[] {
  const limits = [...before.limits, ...after.limits].filter((entry) => entry.asset === asset);
  return [1n, ...limits.flatMap(({ amount }) => [BigInt(amount), BigInt(amount) + 1n])].filter((amount) => amount > 0n);
}
