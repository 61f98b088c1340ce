import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findSecrets } from "./findSecrets.ts";

describe("findSecrets", () => {
  test("behavior: finds every spelling, also inside longer encoded text, and nothing else", () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 64 });
    fc.assert(
      fc.property(bytes, bytes, fc.uint8Array({ maxLength: 9 }), (secret, other, padding) => {
        const secrets = [{ name: "share", bytes: secret }];
        const buffer = Buffer.from(secret);
        const inside = Buffer.concat([padding, buffer, padding]);
        const texts = [
          buffer.toString("hex"),
          buffer.toString("hex").toUpperCase(),
          BigInt(`0x${buffer.toString("hex")}`).toString(),
          inside.toString("base64"),
          inside.toString("base64url"),
          JSON.stringify({ nested: inside.toString("hex") }),
        ];
        fc.pre(!Buffer.from(other).includes(buffer) && secret.some((byte) => byte !== 0));
        for (const text of texts) expect(findSecrets(`a ${text} b`, secrets)).toEqual(["share"]);
      }),
    );
    const secrets = [{ name: "share", bytes: randomBytes(32) }];
    expect(findSecrets(randomBytes(4096).toString("base64"), secrets)).toEqual([]);
  });

  test("error: a secret too short to search for", () => {
    expect(() => findSecrets("", [{ name: "pin", bytes: randomBytes(4) }])).toThrow(RangeError);
  });
});
