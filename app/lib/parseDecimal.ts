import { parseUnits } from "viem/utils";

export type ParseDecimalParameters = {
  readonly input: string;
  readonly symbol: string;
  readonly decimals: number;
};

export type DecimalResult =
  | { readonly ok: true; readonly amount: bigint }
  | { readonly ok: false; readonly problem: string };

const wellFormed = /^(?:\d+\.?\d*|\.\d+)$/;
/** A comma before exactly three digits: one thousand to some, one to others. */
const ambiguous = /^[1-9]\d{0,2},\d{3}$/;
const oneComma = /^\d*,\d*$/;

/**
 * Reads an amount as a person wrote it, in the smallest unit. A comma may stand for the point, but only where it cannot
 * mean thousands: an amount is never guessed.
 */
export function parseDecimal({ input, symbol, decimals }: ParseDecimalParameters): DecimalResult {
  const typed = input.trim();
  if (ambiguous.test(typed)) {
    const [thousands, fraction] = [typed.replace(",", ""), typed.replace(",", ".")];
    return { ok: false, problem: `Write ${thousands} or ${fraction}: the comma could mean either.` };
  }
  const text = oneComma.test(typed) ? typed.replace(",", ".") : typed;
  if (text.includes(",")) return { ok: false, problem: "Leave out the commas between thousands, as in 1000000." };
  if (!wellFormed.test(text)) return { ok: false, problem: "Use digits and one point, such as 0.25." };
  if ((text.split(".")[1] ?? "").length > decimals)
    return { ok: false, problem: `${symbol} has at most ${decimals} digits after the point.` };
  const amount = parseUnits(text.startsWith(".") ? `0${text}` : text, decimals);
  return amount >= 2n ** 256n ? { ok: false, problem: "This is more than there can be." } : { ok: true, amount };
}
