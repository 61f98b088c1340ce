import type { Policy } from "@tandem/protocol";
import type { Effects, RuleFinding } from "./types.ts";

export type Evaluation = {
  /** What the user has to confirm by name. */
  readonly confirm: readonly RuleFinding[];
  /** What no confirm lifts, as far as it is known without the lock of TX A. */
  readonly refuse: readonly RuleFinding[];
  /** Debits with the limits they count against. */
  readonly debits: readonly { readonly asset: string; readonly amount: bigint; readonly limit: bigint | null }[];
};

/**
 * Applies a policy to what a request can do. `spent` is what counts against the limits already; leave it out where the
 * transaction that reserves compares it under its lock.
 */
export function evaluate(policy: Policy, effects: Effects, spent?: ReadonlyMap<string, bigint>): Evaluation {
  const limits = new Map(policy.limits.map(({ asset, amount }) => [asset, BigInt(amount)]));
  const confirm: RuleFinding[] = [...effects.findings];
  const refuse: RuleFinding[] = [];
  const debits = [...effects.debits].map(([asset, amount]) => ({ asset, amount, limit: limits.get(asset) ?? null }));
  if (effects.isUnreadable) {
    refuse.push({ name: "undecodable-call", detail: "The account is told something that cannot be read." });
  }
  for (const asset of effects.unreadableAssets) {
    if (!limits.has(asset)) continue;
    refuse.push({ name: "undecodable-call", detail: `A call to ${asset}, which has a limit, cannot be read.` });
  }
  for (const { asset, amount, limit } of debits) {
    if (limit === null) confirm.push({ name: "no-limit", detail: `There is no limit for ${asset}.` });
    else if (amount + (spent?.get(asset) ?? 0n) > limit) {
      refuse.push({ name: "daily-limit", detail: `More than the limit of ${limit} in 24 hours for ${asset}.` });
    }
  }
  return { confirm, refuse, debits };
}
