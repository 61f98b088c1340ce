import fc from "fast-check";
import type { Hex } from "viem";
import { describe, expect, test } from "vitest";
import { formatPairingCode, parsePairingCode } from "./pairingCode.ts";
import { toPairingId } from "./toPairingId.ts";

const bytes = (length: number) =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((value): Hex => `0x${Buffer.from(value).toString("hex")}`);

describe("pairing codes", () => {
  test("behavior: what is shown is read back, however it is typed", () => {
    fc.assert(
      fc.property(bytes(16), fc.boolean(), fc.constantFrom("-", "", " "), (id, isLower, between) => {
        const code = formatPairingCode(id);
        expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
        const typed = code.replaceAll("-", between).replaceAll("0", "O").replaceAll("1", "l");
        expect(parsePairingCode(isLower ? typed.toLowerCase() : typed)).toBe(id.slice(2, 17));
      }),
    );
  });

  test.each(["", "ABCD", "ABCD-EFGH-JKM", "ABCD-EFGH-JKMNP", "ABCD-EFGH-JKU!"])("error: %j is no code", (text) => {
    expect(parsePairingCode(text)).toBeUndefined();
  });

  test("behavior: another key is another id", () => {
    fc.assert(
      fc.property(bytes(33), bytes(32), bytes(32), (keyId, hpkeKey, other) => {
        fc.pre(hpkeKey !== other);
        expect(toPairingId({ keyId, hpkeKey })).not.toBe(toPairingId({ keyId, hpkeKey: other }));
      }),
    );
  });
});
