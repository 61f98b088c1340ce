import type { Policy } from "@tandem/protocol";
import { formatUnits } from "viem/utils";
import type { Asset } from "@/features/assets";
import { parseDecimal } from "@/lib/parseDecimal";

/** The policy while a person edits it: amounts as typed, an empty one is no limit. */
export type PolicyDraft = {
  readonly amounts: Readonly<Record<string, string>>;
  readonly asksNew: boolean;
  /** Undefined: anybody may be paid. */
  readonly allowed: readonly `0x${string}`[] | undefined;
  readonly blocked: readonly `0x${string}`[];
};

export function toDraft(policy: Policy, assets: readonly Asset[]): PolicyDraft {
  const amounts = assets.map(({ id, decimals }): [string, string] => {
    const limit = policy.limits.find(({ asset }) => asset === id);
    return [id, limit ? formatUnits(BigInt(limit.amount), decimals) : ""];
  });
  return {
    amounts: Object.fromEntries(amounts),
    asksNew: policy.newRecipients === "confirm",
    allowed: policy.allowed,
    blocked: policy.blocked ?? [],
  };
}

/** What is wrong with a typed limit, or undefined. */
export function checkLimit(text: string, { symbol, decimals }: Pick<Asset, "symbol" | "decimals">): string | undefined {
  const result = text.trim() === "" ? undefined : parseDecimal({ input: text, symbol, decimals });
  return result?.ok === false ? result.problem : undefined;
}

/**
 * The policy that the draft stands for. Limits of assets that are not on the screen, and contacts, stay as they are.
 * Undefined while an amount is wrong.
 */
export function toPolicy(draft: PolicyDraft, base: Policy, assets: readonly Asset[]): Policy | undefined {
  const typed = assets
    .map((asset) => ({ asset, text: (draft.amounts[asset.id] ?? "").trim() }))
    .filter(({ text }) => text !== "")
    .map(({ asset: { id, symbol, decimals }, text }) => ({
      id,
      result: parseDecimal({ input: text, symbol, decimals }),
    }));
  if (typed.some(({ result }) => !result.ok)) return undefined;
  const shown = new Set(assets.map(({ id }) => id));
  const limits = [
    ...base.limits.filter(({ asset }) => !shown.has(asset)),
    ...typed.flatMap(({ id, result }) =>
      result.ok ? [{ asset: id, amount: result.amount.toString(), windowSeconds: 86_400 as const }] : [],
    ),
  ];
  return {
    version: 1,
    limits,
    ...(draft.allowed && { allowed: [...draft.allowed] }),
    ...(draft.blocked.length > 0 && { blocked: [...draft.blocked] }),
    ...(draft.asksNew && { newRecipients: "confirm" as const }),
    ...(base.contacts && { contacts: base.contacts }),
  };
}
