import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertBytes, drawBytes, isEqualBytes, zeroize } from "./bytes.ts";
import { InvalidParameterError } from "./errors.ts";

describe("isEqualBytes", () => {
  test("behavior: same bytes, same length", () => {
    const bytes = fc.uint8Array({ maxLength: 4 });
    fc.assert(fc.property(bytes, bytes, (a, b) => isEqualBytes(a, b) === (String(a) === String(b))));
    expect(isEqualBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
    expect(isEqualBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
    expect(isEqualBytes(new Uint8Array(0), Uint8Array.of(1))).toBe(false);
    expect(isEqualBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  });
});

describe("assertBytes, drawBytes", () => {
  test("error: other types and lengths, by the name of the parameter", () => {
    for (const value of [undefined, null, "ab", [1, 2], new Uint8Array(3), new Uint16Array(2)]) {
      const error = expect.objectContaining({ parameter: "name", message: '"name" must be 2 bytes.' });
      expect(() => assertBytes(value, 2, "name")).toThrow(error);
      expect(() => drawBytes(() => value as Uint8Array, 2)).toThrow(InvalidParameterError);
    }
    expect(drawBytes((length) => new Uint8Array(length), 2)).toHaveLength(2);
  });
});

describe("zeroize", () => {
  test("behavior: overwrites every argument", () => {
    const [a, b] = [Uint8Array.of(1, 2), Uint8Array.of(3)];
    zeroize(a, undefined, b);
    expect([...a, ...b]).toEqual([0, 0, 0]);
  });
});
