import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesToHex } from "../bytes/hex.ts";
import { actionChallenge } from "./actionChallenge.ts";

const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => bytesToHex(value));
const parameters = fc.record({
  intentId: hex(32),
  accountId: hex(16),
  action: fc.string({ maxLength: 40 }),
  body: fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
});

describe("actionChallenge", () => {
  test("behavior: any other value gives another challenge", () => {
    fc.assert(
      fc.property(parameters, parameters, (one, other) => {
        const isEqual = bytesToHex(actionChallenge(one)) === bytesToHex(actionChallenge(other));
        const sorted = ({ body, ...rest }: typeof one) => JSON.stringify([rest, Object.entries(body).sort()]);
        expect(isEqual).toBe(sorted(one) === sorted(other));
      }),
    );
  });

  test("behavior: the order of the body's members does not matter", () => {
    const base = { intentId: `0x${"11".repeat(32)}`, accountId: `0x${"22".repeat(16)}`, action: "freeze" } as const;
    expect(actionChallenge({ ...base, body: { a: 1, b: "x" } })).toEqual(
      actionChallenge({ ...base, body: { b: "x", a: 1 } }),
    );
  });

  test("vector", () => {
    const challenge = actionChallenge({
      intentId: `0x${"11".repeat(32)}`,
      accountId: `0x${"22".repeat(16)}`,
      action: "freeze",
      body: {},
    });
    expect(bytesToHex(challenge)).toMatchInlineSnapshot(
      `"0x32f2c59f3f27aa86e97e6b38f11fed33feabb1987fc6c955cd3529656229a59b"`,
    );
  });
});
