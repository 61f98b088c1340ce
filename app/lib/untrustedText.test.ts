import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { untrustedText } from "./untrustedText";

describe("untrustedText", () => {
  test("S77: what reorders, hides or controls is taken out, whatever comes in", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0x10ffff)), (points) => {
        const shown = untrustedText(String.fromCodePoint(...points));
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/u);
        expect([...shown].length).toBeLessThanOrEqual(40);
      }),
    );
    expect(untrustedText("US\u202eDC\u200b \u2066\n ")).toBe("USDC");
  });

  test("behavior: ordinary names in any script stay as they are", () => {
    for (const name of ["USD Coin (test)", "Ζεύς", "كوين", "柴犬"]) expect(untrustedText(name)).toBe(name);
  });

  test("param maxLength: long ones are cut, and show it", () => {
    expect(untrustedText("abcdef", 4)).toBe("abc…");
  });
});
