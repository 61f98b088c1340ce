import { readFileSync } from "node:fs";
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { describe, expect, test } from "vitest";
import { renderVectors, vectorsUrl } from "../scripts/vectors.ts";
import { verify } from "./verify.ts";

type Case = { name: string; px: string; parity: number; digest: string; signature: string; valid: boolean };

const text = readFileSync(vectorsUrl, "utf8");
const vectors = JSON.parse(text) as { verify: Case[]; verifyMalformed: Case[] };
const bytes = (hex: string) => hexToBytes(hex.slice(2));

describe("test/vectors/frost.json", () => {
  test("behavior: regenerating gives the same file", () => {
    expect(renderVectors()).toBe(text);
  });

  test("behavior: S7: verify agrees with every case", () => {
    for (const { name, px, parity, digest, signature, valid } of [...vectors.verify, ...vectors.verifyMalformed]) {
      const publicKey = concatBytes(Uint8Array.of(2 + parity), bytes(px));
      expect(verify({ publicKey, digest: bytes(digest), signature: bytes(signature) }), name).toBe(valid);
      if (parity === 0) {
        expect(verify({ publicKey: bytes(px), digest: bytes(digest), signature: bytes(signature) }), name).toBe(valid);
      }
    }
    expect(vectors.verify.filter((entry) => entry.valid).length).toBeGreaterThanOrEqual(40);
  });
});
