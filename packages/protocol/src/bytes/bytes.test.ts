import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidParameterError } from "../errors/BaseError.ts";
import { base64urlToBytes, bytesToBase64url } from "./base64url.ts";
import { bytesToHex, hexToBytes } from "./hex.ts";

describe("base64url", () => {
  test("behavior: round trip, equal to Node's", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = bytesToBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64url"));
        expect(base64urlToBytes(text)).toEqual(bytes);
      }),
    );
  });

  test.each(["AA==", "A", "A+", "A/", "AB", "A A", "AAB"])("error: refuses %j", (text) => {
    expect(() => base64urlToBytes(text)).toThrow(InvalidParameterError);
  });
});

describe("hex", () => {
  test("behavior: round trip in lowercase", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(hexToBytes(bytesToHex(bytes))).toEqual(bytes);
      }),
    );
    expect(hexToBytes("0xAbCd", 2)).toEqual(Uint8Array.of(0xab, 0xcd));
  });

  test.each(["0x0", "0xzz", "ab", "0X00"])("error: refuses %j", (hex) => {
    expect(() => hexToBytes(hex as "0x")).toThrow(InvalidParameterError);
  });

  test("error: another length, without repeating the value", () => {
    const secret = "0xdeadbeef";
    expect(() => hexToBytes(secret, 3)).toThrow(InvalidParameterError);
    expect(() => hexToBytes(secret, 3)).not.toThrow(/deadbeef/);
  });
});
