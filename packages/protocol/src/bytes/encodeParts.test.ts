import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidParameterError } from "../errors/BaseError.ts";
import { encodeParts } from "./encodeParts.ts";
import { bytesToHex } from "./hex.ts";

describe("encodeParts", () => {
  test("behavior: lengths as uint32, numbers as uint64, big-endian", () => {
    const encoded = encodeParts(["ab", Uint8Array.of(1, 2, 3), 5, 2n ** 64n - 1n, "", "é"]);
    expect(bytesToHex(encoded)).toBe(
      "0x0000000261620000000301020300000000000000" + "05ffffffffffffffff0000000000000002c3a9",
    );
  });

  test("behavior: two lists of one shape give the same bytes only when they are equal", () => {
    const list = fc.tuple(
      fc.uint8Array({ maxLength: 5 }),
      fc.string({ maxLength: 4 }),
      fc.bigInt(0n, 3n),
      fc.uint8Array({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(list, list, (a, b) => {
        const isEqual = bytesToHex(encodeParts(a)) === bytesToHex(encodeParts(b));
        expect(isEqual).toBe(JSON.stringify(a, toText) === JSON.stringify(b, toText));
      }),
    );
  });

  test.each([-1, 1.5, 2 ** 53, -1n, 2n ** 64n])("error: refuses the number %s", (number) => {
    expect(() => encodeParts([number])).toThrow(InvalidParameterError);
  });
});

function toText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
