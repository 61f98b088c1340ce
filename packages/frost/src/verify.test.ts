import { numberToBytesBE } from "@noble/curves/utils.js";
import { concatBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, flipOf, scalar } from "../testing/arbitraries.ts";
import { directSign } from "../testing/directSign.ts";
import { deepTimeout, runs } from "../testing/runs.ts";
import { order, Point } from "./curve.ts";
import { type VerifyParameters, verify } from "./verify.ts";

const toKey = (secretKey: bigint) => Point.BASE.multiply(secretKey).toBytes(true);
const secretKey = 0x1234_5678n;
const digest = new Uint8Array(32).fill(7);
const sample: VerifyParameters = {
  publicKey: toKey(secretKey),
  digest,
  signature: directSign(secretKey, digest, 99n),
};
const replaceS = (s: bigint) => concatBytes(numberToBytesBE(s, 32), sample.signature.slice(32));

describe("verify", () => {
  test(
    "behavior: accepts every direct signature, keys of both parities",
    () => {
      fc.assert(
        fc.property(scalar, bytesOf(32), scalar, (secret, message, nonce) =>
          verify({ publicKey: toKey(secret), digest: message, signature: directSign(secret, message, nonce) }),
        ),
        runs(400),
      );
    },
    deepTimeout,
  );

  test(
    "behavior: S7: refuses a signature with any bit of signature, digest or key flipped",
    () => {
      fc.assert(
        fc.property(scalar, bytesOf(32), scalar, flipOf(52 + 32 + 33), (secret, message, nonce, flip) => {
          const publicKey = toKey(secret);
          const mutated = flip(concatBytes(directSign(secret, message, nonce), message, publicKey));
          return !verify({
            signature: mutated.slice(0, 52),
            digest: mutated.slice(52, 84),
            publicKey: mutated.slice(84),
          });
        }),
        runs(400),
      );
    },
    deepTimeout,
  );

  test(
    "behavior: S7: refuses every single byte replaced by any other value",
    () => {
      const whole = concatBytes(sample.signature, sample.digest, sample.publicKey);
      for (let index = 0; index < whole.length; index++) {
        for (const change of [0x01, 0x80, 0xff]) {
          const mutated = whole.map((byte, at) => (at === index ? byte ^ change : byte));
          const parts = {
            signature: mutated.slice(0, 52),
            digest: mutated.slice(52, 84),
            publicKey: mutated.slice(84),
          };
          expect(verify(parts), `byte ${index} ^ ${change}`).toBe(false);
        }
      }
    },
    deepTimeout,
  );

  test(
    "behavior: refuses random signatures",
    () => {
      fc.assert(
        fc.property(scalar, bytesOf(32), bytesOf(52), (secret, message, signature) => {
          return !verify({ publicKey: toKey(secret), digest: message, signature });
        }),
        runs(300),
      );
    },
    deepTimeout,
  );

  test("behavior: S7: refuses s = 0, s = n, s > n and Re = 0", () => {
    expect(verify(sample)).toBe(true);
    for (const s of [0n, order, order + 1n, 2n ** 256n - 1n]) {
      expect(verify({ ...sample, signature: replaceS(s) }), s.toString()).toBe(false);
    }
    const zeroRe = concatBytes(sample.signature.slice(0, 32), new Uint8Array(20));
    expect(verify({ ...sample, signature: zeroRe })).toBe(false);
    expect(verify({ ...sample, signature: new Uint8Array(52) })).toBe(false);
  });

  test("param: S7: publicKey: an x of at least n, off the curve, of the identity or of another encoding is refused", () => {
    const keys = [
      new Uint8Array(32),
      new Uint8Array(33),
      new Uint8Array(32).fill(0xff),
      numberToBytesBE(order, 32),
      numberToBytesBE(5n, 32),
      Point.BASE.multiply(secretKey).toBytes(false),
      concatBytes(Uint8Array.of(0x04), sample.publicKey.slice(1)),
      concatBytes(Uint8Array.of(0x00), sample.publicKey.slice(1)),
      sample.publicKey.slice(0, 32),
      new Uint8Array(0),
    ];
    for (const publicKey of keys) expect(verify({ ...sample, publicKey }), publicKey.toString()).toBe(false);
  });

  test("param: publicKey: 32 bytes mean the point of even y", () => {
    fc.assert(
      fc.property(scalar, scalar, (secret, nonce) => {
        const publicKey = toKey(secret);
        const signature = directSign(secret, digest, nonce);
        return verify({ publicKey: publicKey.slice(1), digest, signature }) === (publicKey[0] === 0x02);
      }),
      runs(50),
    );
  });

  test("param: signature, digest: every other length is refused", () => {
    for (let length = 0; length <= 130; length++) {
      const fit = (bytes: Uint8Array) => concatBytes(bytes, new Uint8Array(130)).slice(0, length);
      expect(verify({ ...sample, signature: fit(sample.signature) })).toBe(length === 52);
      expect(verify({ ...sample, digest: fit(sample.digest) })).toBe(length === 32);
    }
  });

  test("param: a Buffer is bytes too", () => {
    expect(verify({ ...sample, signature: Buffer.from(sample.signature) })).toBe(true);
  });

  test(
    "error: never throws, whatever the values are",
    () => {
      const anything = fc.oneof(fc.anything({ withBigInt: true, withTypedArray: true, withDate: true }), bytesOf(52));
      const check = (value: unknown) => verify(value as VerifyParameters);
      fc.assert(
        fc.property(anything, anything, anything, anything, (whole, publicKey, message, signature) => {
          expect(check(whole)).toBe(false);
          expect(check({ publicKey, digest: message, signature })).toBe(false);
          expect(check({ ...sample, signature })).toBe(false);
          expect(check({ ...sample, digest: message })).toBe(false);
          expect(check({ ...sample, publicKey })).toBe(false);
        }),
        runs(700),
      );
      const hostile = new Proxy({}, { get: () => () => expect.unreachable() });
      for (const value of [undefined, null, 0, "", [], hostile]) expect(check(value)).toBe(false);
    },
    deepTimeout,
  );
});
