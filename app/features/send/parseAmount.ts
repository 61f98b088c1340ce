import type { Asset } from "@/features/assets";
import { parseDecimal } from "@/lib/parseDecimal";

export type AmountResult =
  | { readonly ok: true; readonly amount: bigint }
  | { readonly ok: false; readonly problem: string | undefined };

/** Reads a typed amount of an asset. An empty one is no mistake yet: its problem is undefined. */
export function parseAmount(parameters: {
  input: string;
  asset: Pick<Asset, "decimals" | "symbol">;
  balance: bigint | undefined;
}): AmountResult {
  const { input, asset, balance } = parameters;
  const text = input.trim();
  if (text === "" || text === "." || text === ",") return { ok: false, problem: undefined };
  const result = parseDecimal({ input, symbol: asset.symbol, decimals: asset.decimals });
  if (!result.ok) return result;
  if (result.amount === 0n) return { ok: false, problem: /[1-9]/.test(text) ? undefined : "Enter more than zero." };
  if (balance !== undefined && result.amount > balance)
    return { ok: false, problem: `You do not have this much ${asset.symbol}.` };
  return result;
}
