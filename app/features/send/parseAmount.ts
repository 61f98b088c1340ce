import { parseUnits } from "viem/utils";
import type { Asset } from "@/features/assets";

export type AmountResult =
  | { readonly ok: true; readonly amount: bigint }
  | { readonly ok: false; readonly problem: string | undefined };

const wellFormed = /^\d*(?:\.\d*)?$/;

/** Reads a typed amount of an asset. An empty one is no mistake yet: its problem is undefined. */
export function parseAmount(parameters: {
  input: string;
  asset: Pick<Asset, "decimals" | "symbol">;
  balance: bigint | undefined;
}): AmountResult {
  const { input, asset, balance } = parameters;
  const text = input.trim().replace(",", ".");
  if (text === "" || text === ".") return { ok: false, problem: undefined };
  if (!wellFormed.test(text)) return { ok: false, problem: "Use digits and one point, such as 0.25." };
  const fraction = text.split(".")[1] ?? "";
  if (fraction.length > asset.decimals)
    return { ok: false, problem: `${asset.symbol} has at most ${asset.decimals} digits after the point.` };
  const amount = parseUnits(text.startsWith(".") ? `0${text}` : text, asset.decimals);
  if (amount === 0n) return { ok: false, problem: /[1-9]/.test(text) ? undefined : "Enter more than zero." };
  if (amount >= 2n ** 256n) return { ok: false, problem: "This is more than there can be." };
  if (balance !== undefined && amount > balance)
    return { ok: false, problem: `You do not have this much ${asset.symbol}.` };
  return { ok: true, amount };
}
