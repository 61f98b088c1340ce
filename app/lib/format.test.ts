import fc from "fast-check";
import { parseUnits } from "viem";
import { describe, expect, test } from "vitest";
import { formatAmount } from "./format";

describe("formatAmount", () => {
  test("behavior: never shows more than there is", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n }), fc.nat(24), fc.nat(24), (amount, decimals, digits) => {
        const shown = formatAmount({ amount, decimals, digits: Math.min(digits, decimals) });
        if (!shown.startsWith("<")) expect(parseUnits(shown.replaceAll(",", ""), decimals) <= amount, shown).toBe(true);
      }),
    );
  });

  test.each([
    [0n, 18, 6, "0"],
    [1_234_500_000n, 6, 6, "1,234.5"],
    [1n, 18, 6, "<0.000001"],
    [1_999_999_999_999_999_999n, 18, 4, "1.9999"],
    [5n, 0, 0, "5"],
    [12_345_678_901_234_567_890_123_456_789n, 0, 0, "12,345,678,901,234,567,890,123,456,789"],
  ])("behavior: %i with %i decimals", (amount, decimals, digits, text) => {
    expect(formatAmount({ amount, decimals, digits })).toBe(text);
  });
});
