import type { Policy } from "@tandem/protocol";
import { formatUnits, parseUnits } from "viem/utils";
import type { Asset } from "@/features/assets";

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
  const value = text.trim().replace(",", ".");
  if (value === "") return undefined;
  if (!/^\d+(?:\.\d*)?$|^\.\d+$/.test(value)) return "Use digits and one point, such as 0.25.";
  if ((value.split(".")[1] ?? "").length > decimals) return `${symbol} has at most ${decimals} digits after the point.`;
  return toUnits(value, decimals) >= 2n ** 256n ? "This is more than there can be." : undefined;
}

/**
 * The policy that the draft stands for. Limits of assets that are not on the screen, and contacts, stay as they are.
 * Undefined while an amount is wrong.
 */
export function toPolicy(draft: PolicyDraft, base: Policy, assets: readonly Asset[]): Policy | undefined {
  const typed = assets.map((asset) => ({ asset, text: (draft.amounts[asset.id] ?? "").trim().replace(",", ".") }));
  if (typed.some(({ asset, text }) => checkLimit(text, asset) !== undefined)) return undefined;
  const shown = new Set(assets.map(({ id }) => id));
  const limits = [
    ...base.limits.filter(({ asset }) => !shown.has(asset)),
    ...typed
      .filter(({ text }) => text !== "")
      .map(({ asset, text }) => ({
        asset: asset.id,
        amount: toUnits(text, asset.decimals).toString(),
        windowSeconds: 86_400 as const,
      })),
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

function toUnits(text: string, decimals: number): bigint {
  return parseUnits(text.startsWith(".") ? `0${text}` : text, decimals);
}
