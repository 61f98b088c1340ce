import type { WeierstrassPoint } from "@noble/curves/abstract/weierstrass.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bytesToNumberBE } from "@noble/curves/utils.js";

export type CurvePoint = WeierstrassPoint<bigint>;

export const Point = secp256k1.Point;
/** The scalar field, integers modulo the group order n. */
export const Fn = Point.Fn;
/** The group order n. */
export const order = Fn.ORDER;

/**
 * Parses a 33-byte compressed point: canonical, on the curve, never the identity.
 * secp256k1 has cofactor 1, so every such point is in the prime-order group.
 * @returns The point, or undefined when the bytes are not one.
 */
export function parsePoint(bytes: Uint8Array): CurvePoint | undefined {
  if (bytes.length !== 33) return undefined;
  try {
    const point = Point.fromBytes(bytes);
    point.assertValidity();
    return point.is0() ? undefined : point;
  } catch {
    return undefined;
  }
}

/** Parses a 32-byte big-endian scalar, 0 < scalar < n; undefined when it is not one. */
export function parseScalar(bytes: Uint8Array): bigint | undefined {
  if (bytes.length !== 32) return undefined;
  const scalar = bytesToNumberBE(bytes);
  return scalar > 0n && scalar < order ? scalar : undefined;
}

/** C0 + i·C1, the public image of share i. Small additions only: the identifier is 1, 2 or 3. */
export function evaluateCommitments(c0: CurvePoint, c1: CurvePoint, identifier: number): CurvePoint {
  let sum = c0;
  for (let count = 0; count < identifier; count++) sum = sum.add(c1);
  return sum;
}
