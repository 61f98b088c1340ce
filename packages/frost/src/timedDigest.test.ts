import { keccak_256 } from "@noble/hashes/sha3.js";
import { hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { describe, expect, test } from "vitest";
import { InvalidParameterError } from "./errors.ts";
import { timedDigest } from "./timedDigest.ts";

const userOpHash = new Uint8Array(32).fill(0xab);

describe("timedDigest", () => {
  test("behavior: keccak256 of tag, hash and two 6-byte times", () => {
    const preimage = Uint8Array.of(
      ...utf8ToBytes("FROST-secp256k1-KECCAK256-EVM-v1"),
      ...userOpHash,
      ...hexToBytes("000065f1a2b3"),
      ...hexToBytes("ffffffffffff"),
    );
    expect(preimage).toHaveLength(76);
    expect(timedDigest(userOpHash, 0x65f1a2b3, 2 ** 48 - 1)).toEqual(keccak_256(preimage));
  });

  test("error: times out of 48 bits, hash of another length", () => {
    for (const seconds of [-1, 0.5, 2 ** 48, Number.NaN]) {
      expect(() => timedDigest(userOpHash, seconds, 0)).toThrow(InvalidParameterError);
      expect(() => timedDigest(userOpHash, 0, seconds)).toThrow(InvalidParameterError);
    }
    expect(() => timedDigest(userOpHash.slice(1), 0, 0)).toThrow(InvalidParameterError);
  });
});
