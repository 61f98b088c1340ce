import { numberToBytesBE } from "@noble/curves/utils.js";
import { concatBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, flipOf, rngArbitrary } from "../../testing/arbitraries.ts";
import { deepTimeout, runs } from "../../testing/runs.ts";
import { seededRng } from "../../testing/seededRng.ts";
import { signTogether } from "../../testing/signTogether.ts";
import { Fn, order, Point } from "../curve.ts";
import { EncodingError, FrostError, InvalidParameterError, KeyPackageError } from "../errors.ts";
import type { Identifier, KeyPackage, PublicKeyPackage, SignerSet } from "../types.ts";
import { verify } from "../verify.ts";
import { checkKeyPackage } from "./checkKeyPackage.ts";
import { dealKey } from "./dealKey.ts";
import { getIdentifiers, isIdentifier } from "./identifiers.ts";
import { decodeKeyPackage, encodeKeyPackage } from "./keyPackage.ts";
import { decodePublicKeyPackage, encodePublicKeyPackage, toPublicKeyX } from "./publicKeyPackage.ts";

const dealt = dealKey({ identifiers: [1, 2, 3], rng: seededRng("keys") });
const other = dealKey({ identifiers: [1, 2, 3], rng: seededRng("other keys") });
const { publicKeyPackage } = dealt;
const signerSets: SignerSet[] = [
  [1, 2],
  [1, 3],
  [2, 3],
];
const negate = (bytes: Uint8Array) => Point.fromBytes(bytes).negate().toBytes(true);

describe("dealKey", () => {
  test(
    "behavior: every share passes the load checks and every pair signs",
    () => {
      fc.assert(
        fc.property(rngArbitrary, bytesOf(32), (rng, digest) => {
          const key = dealKey({ identifiers: [1, 2, 3], rng });
          for (const keyPackage of Object.values(key.keyPackages)) checkKeyPackage(keyPackage, key.publicKeyPackage);
          for (const signers of signerSets) {
            const { signature } = signTogether({ ...key, signers, digest, rng });
            expect(verify({ publicKey: toPublicKeyX(key.publicKeyPackage), digest, signature })).toBe(true);
          }
        }),
        runs(8),
      );
    },
    deepTimeout,
  );

  test("behavior: the solo key holds shares 2 and 3 only", () => {
    const solo = dealKey({ identifiers: [2, 3], rng: seededRng("solo") });
    expect(getIdentifiers(solo.publicKeyPackage)).toEqual([2, 3]);
    expect(Object.keys(solo.keyPackages)).toEqual(["2", "3"]);
    const digest = new Uint8Array(32).fill(1);
    const { signature } = signTogether({ ...solo, signers: [2, 3], digest, rng: seededRng("sign") });
    expect(verify({ publicKey: solo.publicKeyPackage.commitments[0], digest, signature })).toBe(true);
  });

  test("behavior: default randomness gives a new key every time", () => {
    const keys = [1, 2].map(() => String(dealKey({ identifiers: [2, 3] }).publicKeyPackage.commitments[0]));
    expect(keys[0]).not.toBe(keys[1]);
  });

  test("error: fewer than two, repeated or unknown identifiers; a generator of short answers", () => {
    for (const identifiers of [[], [1], [1, 1], [1, 2, 2], [0, 1], [1, 4]]) {
      expect(() => dealKey({ identifiers: identifiers as Identifier[] })).toThrow(InvalidParameterError);
    }
    expect(() => dealKey({ identifiers: [1, 2], rng: () => new Uint8Array(3) })).toThrow(InvalidParameterError);
  });
});

describe("checkKeyPackage", () => {
  const own = dealt.keyPackages[1];
  const reasons: [string, KeyPackage, PublicKeyPackage][] = [
    ["S58: a share of another key", other.keyPackages[1], publicKeyPackage],
    ["S59: a package of another key", own, other.publicKeyPackage],
    ["a share of another identifier", { ...own, identifier: 2 }, publicKeyPackage],
    [
      "a share that was not negated",
      { ...own, signingShare: Fn.toBytes(Fn.neg(Fn.fromBytes(own.signingShare))) },
      publicKeyPackage,
    ],
    ["a share of zero", { ...own, signingShare: new Uint8Array(32) }, publicKeyPackage],
    ["a share of n", { ...own, signingShare: numberToBytesBE(order, 32) }, publicKeyPackage],
    ["another verifying share", { ...own, verifyingShare: negate(own.verifyingShare) }, publicKeyPackage],
    ["S59: an unknown identifier", { ...own, identifier: 4 as Identifier }, publicKeyPackage],
    [
      "S59: an identifier the package does not hold",
      own,
      {
        ...publicKeyPackage,
        verifyingShares: { 2: publicKeyPackage.verifyingShares[2]!, 3: publicKeyPackage.verifyingShares[3]! },
      },
    ],
    ...([1, 2, 3] as const).map((identifier): [string, KeyPackage, PublicKeyPackage] => [
      `verifying share ${identifier} that was not negated`,
      own,
      {
        ...publicKeyPackage,
        verifyingShares: {
          ...publicKeyPackage.verifyingShares,
          [identifier]: negate(publicKeyPackage.verifyingShares[identifier]!),
        },
      },
    ]),
    [
      "a commitment that was not negated",
      own,
      { ...publicKeyPackage, commitments: [publicKeyPackage.commitments[0], negate(publicKeyPackage.commitments[1])] },
    ],
    [
      "a group key of odd y",
      { ...own, publicKey: negate(own.publicKey) },
      { ...publicKeyPackage, commitments: [negate(publicKeyPackage.commitments[0]), publicKeyPackage.commitments[1]] },
    ],
    [
      "a commitment that is no point",
      own,
      { ...publicKeyPackage, commitments: [publicKeyPackage.commitments[0], new Uint8Array(33)] },
    ],
  ];

  test("error: a whole key of odd y, consistent in itself", () => {
    const flip = (share: Uint8Array) => Fn.toBytes(Fn.neg(Fn.fromBytes(share)));
    const [c0, c1] = publicKeyPackage.commitments;
    const verifyingShares = Object.fromEntries(
      Object.entries(publicKeyPackage.verifyingShares).map(([identifier, share]) => [identifier, negate(share)]),
    );
    const odd: KeyPackage = {
      identifier: 1,
      signingShare: flip(own.signingShare),
      verifyingShare: negate(own.verifyingShare),
      publicKey: negate(c0),
    };
    const act = () => checkKeyPackage(odd, { commitments: [negate(c0), negate(c1)], verifyingShares });
    expect(act).toThrow("the group key is odd or out of range");
  });

  test("error: S7: a group key with x of at least n", () => {
    // x = n happens to be on the curve.
    const large = concatBytes(Uint8Array.of(2), numberToBytesBE(order, 32));
    const pub = { ...publicKeyPackage, commitments: [large, publicKeyPackage.commitments[1]] as const };
    const act = () => checkKeyPackage({ ...own, publicKey: large }, pub);
    expect(act).toThrow("the group key is odd or out of range");
  });

  test("behavior: accepts what belongs together", () => {
    for (const keyPackage of Object.values(dealt.keyPackages)) checkKeyPackage(keyPackage, publicKeyPackage);
  });

  test.each(reasons)("error: %s", (_reason, keyPackage, pub) => {
    expect(() => checkKeyPackage(keyPackage, pub)).toThrow(KeyPackageError);
  });
});

describe("decodeKeyPackage", () => {
  const encoded = encodeKeyPackage(dealt.keyPackages[3]);

  test("behavior: reads what was written", () => {
    for (const keyPackage of Object.values(dealt.keyPackages)) {
      expect(decodeKeyPackage(encodeKeyPackage(keyPackage))).toEqual(keyPackage);
    }
    expect(encoded).toHaveLength(67);
  });

  test("behavior: the share survives when the caller zeroizes the bytes, also of a Buffer", () => {
    const buffer = Buffer.from(encoded);
    const keyPackage = decodeKeyPackage(buffer);
    buffer.fill(0);
    expect(keyPackage).toEqual(dealt.keyPackages[3]);
  });

  test(
    "error: S59: any flipped bit is refused, here or by the load checks",
    () => {
      fc.assert(
        fc.property(flipOf(67), (flip) => {
          expect(() => checkKeyPackage(decodeKeyPackage(flip(encoded)), publicKeyPackage)).toThrow(FrostError);
        }),
        runs(536),
      );
    },
    deepTimeout,
  );

  test("error: other lengths, trailing bytes, other types, scalars and points out of range", () => {
    const replaceShare = (value: bigint) =>
      concatBytes(encoded.slice(0, 2), numberToBytesBE(value, 32), encoded.slice(34));
    const bad: unknown[] = [
      new Uint8Array(0),
      encoded.slice(0, 66),
      concatBytes(encoded, Uint8Array.of(0)),
      replaceShare(0n),
      replaceShare(order),
      concatBytes(encoded.slice(0, 34), negate(encoded.slice(34))),
      concatBytes(encoded.slice(0, 35), numberToBytesBE(order, 32)),
      concatBytes(Uint8Array.of(1, 0), encoded.slice(2)),
      concatBytes(Uint8Array.of(1, 4), encoded.slice(2)),
      concatBytes(Uint8Array.of(2), encoded.slice(1)),
      [...encoded],
      "x".repeat(67),
      undefined,
    ];
    for (const bytes of bad) expect(() => decodeKeyPackage(bytes as Uint8Array)).toThrow(EncodingError);
  });
});

describe("decodePublicKeyPackage", () => {
  const encoded = encodePublicKeyPackage(publicKeyPackage);

  test("behavior: reads what was written, with the verifying shares of its holders", () => {
    expect(decodePublicKeyPackage(encoded)).toEqual(publicKeyPackage);
    expect(encoded).toHaveLength(68);
    const solo = dealKey({ identifiers: [3, 2], rng: seededRng("solo") });
    expect(decodePublicKeyPackage(encodePublicKeyPackage(solo.publicKeyPackage))).toEqual(solo.publicKeyPackage);
  });

  test(
    "behavior: what it accepts has exactly one encoding",
    () => {
      fc.assert(
        fc.property(flipOf(68), flipOf(68), (flip, flipAgain) => {
          const bytes = flipAgain(flip(encoded));
          try {
            expect(encodePublicKeyPackage(decodePublicKeyPackage(bytes))).toEqual(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(FrostError);
          }
        }),
        runs(300),
      );
    },
    deepTimeout,
  );

  test("error: lengths, holders, version, odd group key, group key out of range, points off the curve", () => {
    const [c0, c1] = publicKeyPackage.commitments;
    const build = (version: number, holders: number, first: Uint8Array, second: Uint8Array) =>
      concatBytes(Uint8Array.of(version, holders), first, second);
    const bad: unknown[] = [
      encoded.slice(1),
      concatBytes(encoded, Uint8Array.of(0)),
      build(0, 0b1110, c0, c1),
      build(2, 0b1110, c0, c1),
      ...[0, 0b1000, 0b0010, 0b1111, 0b11110, 0b0001].map((holders) => build(1, holders, c0, c1)),
      build(1, 0b1110, negate(c0), c1),
      build(1, 0b1110, concatBytes(Uint8Array.of(2), numberToBytesBE(order, 32)), c1),
      build(1, 0b1110, c0, new Uint8Array(33)),
      build(1, 0b1110, new Uint8Array(33), c1),
      build(1, 0b1010, c0, negate(c0)), // C0 + 1·C1 is the identity
      undefined,
      "x".repeat(68),
    ];
    for (const bytes of bad) expect(() => decodePublicKeyPackage(bytes as Uint8Array)).toThrow(FrostError);
  });
});

describe("isIdentifier", () => {
  test("behavior: 1, 2 and 3 only", () => {
    expect([1, 2, 3].every(isIdentifier)).toBe(true);
    expect([0, 4, -1, 1.5, "1", 1n, null, undefined, Number.NaN].some(isIdentifier)).toBe(false);
  });
});
