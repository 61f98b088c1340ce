import fc from "fast-check";
import { type Hex, hexToBytes, size } from "viem";
import { describe, expect, test } from "vitest";
import { InvalidSignatureLengthError } from "../errors.ts";
import { decodeSignature } from "./decodeSignature.ts";
import { encodeSignature } from "./encodeSignature.ts";
import { stubSignature } from "./stubSignature.ts";

const signature52: Hex = `0x${"ab".repeat(52)}`;

describe("encodeSignature", () => {
  test("behavior: 52 bytes without bounds, 64 with", () => {
    expect(encodeSignature(signature52)).toBe(signature52);
    const bounded = encodeSignature(signature52, { validAfter: 1, validUntil: 2 ** 48 - 1 });
    expect(bounded).toBe(`${signature52}000000000001ffffffffffff`);
  });

  test("behavior: decodeSignature gives the parts back", () => {
    const seconds = fc.nat(2 ** 48 - 1);
    fc.assert(
      fc.property(seconds, seconds, (validAfter, validUntil) => {
        const validity = { validAfter, validUntil };
        expect(decodeSignature(encodeSignature(signature52, validity))).toEqual({ signature52, validity });
      }),
    );
    expect(decodeSignature(signature52)).toEqual({ signature52 });
  });

  test.each([0, 51, 53, 64])("error: %i bytes", (length) => {
    expect(() => encodeSignature(`0x${"ab".repeat(length)}`)).toThrow(InvalidSignatureLengthError);
  });
});

describe("decodeSignature", () => {
  test.each([0, 51, 53, 63, 65, 8192])("error: %i bytes", (length) => {
    expect(() => decodeSignature(`0x${"ab".repeat(length)}`)).toThrow(InvalidSignatureLengthError);
  });
});

describe("stubSignature", () => {
  test("behavior: the longer form, no zero byte, s below the group order", () => {
    expect(size(stubSignature)).toBe(64);
    expect(hexToBytes(stubSignature)).not.toContain(0);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    expect(BigInt(stubSignature.slice(0, 66)) < order).toBe(true);
  });
});
