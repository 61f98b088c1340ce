import fc from "fast-check";
import { formatUnits } from "viem";
import { describe, expect, test } from "vitest";
import { parseAmount } from "./parseAmount";

const asset = { id: "eip155:1/slip44:60", chainId: 1, token: undefined, symbol: "ETH", name: "Ether", decimals: 18 };
const dollars = { ...asset, symbol: "USDX", decimals: 6 };

describe("parseAmount", () => {
  test("behavior: reads back every amount that can be shown", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 200n }), fc.nat(36), (amount, decimals) => {
        const parsed = parseAmount({
          input: formatUnits(amount, decimals),
          asset: { ...asset, decimals },
          balance: undefined,
        });
        expect(parsed).toEqual({ ok: true, amount });
      }),
    );
  });

  test.each([
    ["0.25", 250_000n],
    [".5", 500_000n],
    ["1.", 1_000_000n],
    ["1,5", 1_500_000n],
    [" 7 ", 7_000_000n],
  ])("behavior: %s is read as it is meant", (input, amount) => {
    expect(parseAmount({ input, asset: dollars, balance: 10_000_000n })).toEqual({ ok: true, amount });
  });

  test.each([
    ["abc", "Use digits"],
    ["1e18", "Use digits"],
    ["-1", "Use digits"],
    ["0x10", "Use digits"],
    ["1.2.3", "Use digits"],
    ["0.1234567", "at most 6 digits"],
    ["0", "more than zero"],
    ["10.000001", "do not have this much"],
    ["1,000", "Write 1000 or 1.000"],
    ["9".repeat(80), "more than there can be"],
  ])("error: %s", (input, words) => {
    const parsed = parseAmount({ input, asset: dollars, balance: 10_000_000n });
    expect(parsed).toMatchObject({ ok: false, problem: expect.stringContaining(words) });
  });

  test("behavior: nothing typed yet is no mistake", () => {
    expect(parseAmount({ input: "", asset, balance: 1n })).toEqual({ ok: false, problem: undefined });
    expect(parseAmount({ input: ".", asset, balance: 1n })).toEqual({ ok: false, problem: undefined });
  });
});
