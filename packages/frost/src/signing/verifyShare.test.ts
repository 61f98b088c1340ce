import { numberToBytesBE } from "@noble/curves/utils.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, flipOf } from "../../testing/arbitraries.ts";
import { deepTimeout, runs } from "../../testing/runs.ts";
import { seededRng } from "../../testing/seededRng.ts";
import { signTogether } from "../../testing/signTogether.ts";
import { order } from "../curve.ts";
import { dealKey } from "../keys/dealKey.ts";
import type { SignerSet } from "../types.ts";
import { type VerifyShareParameters, verifyShare } from "./verifyShare.ts";

const key = dealKey({ identifiers: [1, 2, 3], rng: seededRng("signing") });
const { publicKeyPackage } = key;
const digest = new Uint8Array(32).fill(0x5a);
const signers: SignerSet = [1, 3];

describe("verifyShare", () => {
  const signed = signTogether({ ...key, signers, digest, rng: seededRng("verifyShare") });
  const good: VerifyShareParameters = {
    publicKeyPackage,
    commitments: signed.commitments,
    signers,
    digest,
    identifier: 1,
    share: signed.shares[1]!,
  };

  test(
    "behavior: refuses a share with any bit flipped, of another digest or of the other signer",
    () => {
      expect(verifyShare(good)).toBe(true);
      fc.assert(
        fc.property(flipOf(32), (flip) => !verifyShare({ ...good, share: flip(good.share) })),
        runs(60),
      );
      expect(verifyShare({ ...good, digest: digest.map((byte) => byte ^ 1) })).toBe(false);
      expect(verifyShare({ ...good, identifier: 3 })).toBe(false);
      expect(verifyShare({ ...good, identifier: 2 })).toBe(false);
      expect(verifyShare({ ...good, share: signed.shares[3]! })).toBe(false);
    },
    deepTimeout,
  );

  test(
    "error: never throws, whatever the values are",
    () => {
      const anything = fc.oneof(fc.anything({ withBigInt: true, withTypedArray: true }), bytesOf(32), bytesOf(33));
      const names = fc.constantFrom(...(Object.keys(good) as (keyof VerifyShareParameters)[]));
      fc.assert(
        fc.property(names, anything, (name, value) => {
          expect(verifyShare({ ...good, [name]: value } as VerifyShareParameters)).toBe(false);
          expect(verifyShare(value as VerifyShareParameters)).toBe(false);
        }),
        runs(200),
      );
      for (const value of [0n, order, 2n ** 256n - 1n]) {
        expect(verifyShare({ ...good, share: numberToBytesBE(value, 32) })).toBe(false);
      }
    },
    deepTimeout,
  );
});
