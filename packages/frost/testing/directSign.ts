import { bytesToNumberBE } from "@noble/curves/utils.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { challengeScalar, toAddressBytes } from "../src/challenge.ts";
import { Fn, order, Point } from "../src/curve.ts";
import type { Rng } from "../src/types.ts";

/** A scalar in 1 … n − 1 from 48 bytes of `rng`. */
export function drawScalar(rng: Rng): bigint {
  return (bytesToNumberBE(rng(48)) % (order - 1n)) + 1n;
}

/**
 * Signs with a whole secret key, which the product never has. For test vectors only: it reaches keys of odd y
 * and nonces of choice, which threshold signing never makes.
 */
export function directSign(secretKey: bigint, digest: Uint8Array, nonce: bigint): Uint8Array {
  const re = toAddressBytes(Point.BASE.multiply(nonce));
  const e = challengeScalar(Point.BASE.multiply(secretKey), digest, re);
  return concatBytes(Fn.toBytes(Fn.add(nonce, Fn.mul(e, secretKey))), re);
}
