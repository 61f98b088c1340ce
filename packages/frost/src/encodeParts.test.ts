import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf } from "../testing/arbitraries.ts";
import { deepTimeout, runs } from "../testing/runs.ts";
import { encodeParts, lengthPrefixed, type Part } from "./encodeParts.ts";
import { InvalidParameterError } from "./errors.ts";

describe("encodeParts", () => {
  test("behavior: bytes and text carry their length, numbers are eight bytes", () => {
    expect([...encodeParts([Uint8Array.of(9, 8), "é", 258])]).toEqual([
      ...[0, 0, 0, 2, 9, 8],
      ...[0, 0, 0, 2, 0xc3, 0xa9],
      ...[0, 0, 0, 0, 0, 0, 1, 2],
    ]);
    expect(encodeParts([])).toHaveLength(0);
    expect(encodeParts([2n ** 64n - 1n])).toEqual(new Uint8Array(8).fill(0xff));
  });

  test(
    "behavior: two lists of one shape never give the same bytes",
    () => {
      const text = fc.uint8Array({ maxLength: 6 });
      const list = fc.tuple(text, text, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), text);
      const same = (a: readonly Part[], b: readonly Part[]) => a.every((part, i) => String(part) === String(b[i]));
      fc.assert(
        fc.property(list, list, (a, b) => {
          expect(String(encodeParts(a)) === String(encodeParts(b))).toBe(same(a, b));
        }),
        runs(2000),
      );
    },
    deepTimeout,
  );

  test("error: numbers out of range and foreign types", () => {
    for (const part of [-1, 0.5, Number.NaN, 2 ** 53, -1n, 2n ** 64n, null, {}, [1]]) {
      expect(() => encodeParts([part as Part])).toThrow(InvalidParameterError);
    }
  });
});

describe("lengthPrefixed", () => {
  test("behavior: uint32 big-endian before the bytes", () => {
    fc.assert(
      fc.property(fc.oneof(bytesOf(0), bytesOf(300)), (bytes) => {
        const encoded = lengthPrefixed(bytes);
        expect(new DataView(encoded.buffer).getUint32(0)).toBe(bytes.length);
        expect(encoded.slice(4)).toEqual(bytes);
      }),
    );
  });
});
