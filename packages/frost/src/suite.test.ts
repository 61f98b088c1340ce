import type { Key } from "@noble/curves/abstract/frost.js";
import { bytesToNumberBE, numberToBytesBE } from "@noble/curves/utils.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, rngArbitrary, scalar } from "../testing/arbitraries.ts";
import { deepTimeout, runs } from "../testing/runs.ts";
import { seededRng } from "../testing/seededRng.ts";
import { challengePreimage, challengeScalar, suiteName, toAddressBytes } from "./challenge.ts";
import { Fn, order, Point, parsePoint, parseScalar } from "./curve.ts";
import { InvalidParameterError, InvalidPublicKeyError, RetryDkgError } from "./errors.ts";
import { fromNobleKey } from "./keys/fromNobleKey.ts";
import { toNobleRng } from "./nobleRng.ts";
import { normalizeKey, suite, toNobleIdentifier } from "./suite.ts";
import type { Identifier } from "./types.ts";

const all: Identifier[] = [1, 2, 3];
const deal = (rng = seededRng("suite")) =>
  suite.trustedDealer({ min: 2, max: 3 }, all.map(toNobleIdentifier), undefined, toNobleRng(rng));
const keyOf = (dealt: ReturnType<typeof deal>, identifier: Identifier): Key => ({
  public: dealt.public,
  secret: dealt.secretShares[toNobleIdentifier(identifier)]!,
});
/** x of a point of the curve with n ≤ x < p. */
const largeX = (() => {
  for (let x = order; ; x++) if (parsePoint(concatBytes(Uint8Array.of(2), numberToBytesBE(x, 32)))) return x;
})();

describe("suiteName", () => {
  test("behavior: fills one word", () => {
    expect(utf8ToBytes(suiteName)).toHaveLength(32);
  });
});

describe("challengeScalar", () => {
  test(
    "behavior: keccak256 of 117 bytes, modulo n",
    () => {
      fc.assert(
        fc.property(scalar, bytesOf(32), bytesOf(20), (secret, digest, re) => {
          const key = Point.BASE.multiply(secret);
          const preimage = concatBytes(
            utf8ToBytes("FROST-secp256k1-KECCAK256-EVM-v1"),
            numberToBytesBE(key.x, 32),
            Uint8Array.of(Number(key.y & 1n)),
            digest,
            re,
          );
          expect(preimage).toHaveLength(117);
          expect(challengePreimage(key, digest, re)).toEqual(preimage);
          expect(challengeScalar(key, digest, re)).toBe(bytesToNumberBE(keccak_256(preimage)) % order);
        }),
        runs(100),
      );
    },
    deepTimeout,
  );

  test("error: S7: P.x of at least n, the identity, another length of digest or address", () => {
    const digest = new Uint8Array(32);
    const re = new Uint8Array(20);
    const large = Point.fromBytes(concatBytes(Uint8Array.of(2), numberToBytesBE(largeX, 32)));
    expect(() => challengeScalar(large, digest, re)).toThrow(InvalidPublicKeyError);
    expect(() => challengeScalar(Point.ZERO, digest, re)).toThrow(InvalidPublicKeyError);
    for (const length of [0, 31, 33]) {
      expect(() => challengeScalar(Point.BASE, new Uint8Array(length), re)).toThrow(InvalidParameterError);
      expect(() => challengeScalar(Point.BASE, digest, new Uint8Array(length))).toThrow(InvalidParameterError);
    }
  });

  test("error: the engine refuses a message that is not 32 bytes", () => {
    const sign = (message: Uint8Array) => suite.sign(message, new Uint8Array(Fn.toBytes(5n)));
    expect(sign(new Uint8Array(32))).toHaveLength(65);
    for (const length of [0, 31, 33]) expect(() => sign(new Uint8Array(length))).toThrow(InvalidParameterError);
  });
});

describe("toAddressBytes", () => {
  test("behavior: the Ethereum address of a key", () => {
    // The address of secret key 1, known to every wallet.
    const address = "7e5f4552091a69125d5dfcb7b8c2659029395bdf";
    expect(Buffer.from(toAddressBytes(Point.BASE)).toString("hex")).toBe(address);
  });

  test("error: the identity has none", () => {
    expect(() => toAddressBytes(Point.ZERO)).toThrow(InvalidParameterError);
  });
});

describe("parsePoint, parseScalar", () => {
  test("behavior: one encoding each, never identity, zero or out of range", () => {
    const { x } = Point.BASE;
    expect(parsePoint(Point.BASE.toBytes(true))?.x).toBe(x);
    for (const bytes of [new Uint8Array(33), new Uint8Array(1), Point.BASE.toBytes(false)]) {
      expect(parsePoint(bytes)).toBeUndefined();
    }
    expect(parseScalar(numberToBytesBE(order - 1n, 32))).toBe(order - 1n);
    for (const value of [0n, order, 2n ** 256n - 1n]) expect(parseScalar(numberToBytesBE(value, 32))).toBeUndefined();
    expect(parseScalar(new Uint8Array(33).fill(1))).toBeUndefined();
  });
});

describe("normalizeKey", () => {
  test(
    "behavior: even y, and share, commitments and every verifying share negated together",
    () => {
      let odd = 0;
      fc.assert(
        fc.property(rngArbitrary, (rng) => {
          const dealt = deal(rng);
          if (dealt.public.commitments[0]![0] === 0x03) odd++;
          for (const identifier of all) {
            // Runs checkKeyPackage, which sees every part.
            const { keyPackage } = fromNobleKey(normalizeKey(keyOf(dealt, identifier)), identifier, all);
            expect(keyPackage.publicKey[0]).toBe(0x02);
            expect(keyPackage.publicKey.slice(1)).toEqual(dealt.public.commitments[0]!.slice(1));
          }
        }),
        runs(40),
      );
      expect(odd).toBeGreaterThan(5);
    },
    deepTimeout,
  );

  test("error: S7: P.x of at least n asks for another run", () => {
    const dealt = deal();
    const large = concatBytes(Uint8Array.of(2), numberToBytesBE(largeX, 32));
    const key = keyOf(dealt, 1);
    const commitments = [large, dealt.public.commitments[1]!] as Key["public"]["commitments"];
    expect(() => normalizeKey({ ...key, public: { ...key.public, commitments } })).toThrow(RetryDkgError);
  });

  test("error: a share of zero asks for another run", () => {
    const key = keyOf(deal(), 1);
    const secret = { ...key.secret, signingShare: new Uint8Array(32) };
    expect(() => normalizeKey({ ...key, secret })).toThrow(RetryDkgError);
  });
});
