import { describe, expect, test } from "vitest";
import { formatAmount } from "@/lib/format";
import { parseDecimal } from "@/lib/parseDecimal";

const parse = (input: string) => parseDecimal({ input, symbol: "USDX", decimals: 6 });

describe("parseDecimal", () => {
  test.each([
    ["0.25", 250_000n],
    [".5", 500_000n],
    ["1.", 1_000_000n],
    ["0", 0n],
    [" 7 ", 7_000_000n],
    ["1.000", 1_000_000n],
    ["1,5", 1_500_000n],
    ["0,125", 125_000n],
    ["1,2345", 1_234_500n],
    ["1000,125", 1_000_125_000n],
  ])("behavior: %s is read as it is meant", (input, amount) => {
    expect(parse(input)).toEqual({ ok: true, amount });
  });

  test("error: a comma that could mean thousands is not guessed", () => {
    expect(parse("1,000")).toEqual({ ok: false, problem: "Write 1000 or 1.000: the comma could mean either." });
    expect(parse("999,999").ok).toBe(false);
    expect(parse(formatAmount({ amount: 1_234_567_500_000n, decimals: 6 }))).toMatchObject({
      ok: false,
      problem: expect.stringContaining("between thousands"),
    });
  });

  test.each([
    ["1,000,000", "between thousands"],
    ["1,000.5", "between thousands"],
    ["1.000,5", "between thousands"],
    ["1e18", "Use digits"],
    ["-5", "Use digits"],
    ["0x10", "Use digits"],
    ["1.2.3", "Use digits"],
    ["", "Use digits"],
    [".", "Use digits"],
    [",", "Use digits"],
    ["0.1234567", "at most 6 digits"],
    ["9".repeat(80), "more than there can be"],
  ])("error: %s", (input, words) => {
    expect(parse(input)).toMatchObject({ ok: false, problem: expect.stringContaining(words) });
  });
});
