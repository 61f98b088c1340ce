import { concatBytes, isBytes } from "@noble/hashes/utils.js";
import { order, Point, parsePoint, parseScalar } from "../curve.ts";
import { EncodingError } from "../errors.ts";
import type { KeyPackage } from "../types.ts";
import { isIdentifier } from "./identifiers.ts";

const version = 1;
const what = "key package";

/** Length of an encoded key package in bytes. */
export const keyPackageLength = 67;

/**
 * 67 bytes: version1 ‖ identifier1 ‖ signingShare32 ‖ P33. Secret: seal it, then zeroize it.
 * The verifying share is not written: it follows from the signing share.
 */
export function encodeKeyPackage({ identifier, signingShare, publicKey }: KeyPackage): Uint8Array {
  return concatBytes(Uint8Array.of(version, identifier), signingShare, publicKey);
}

/**
 * Reads what `encodeKeyPackage` wrote. The signing share is a copy; zeroize `bytes` yourself.
 * It does not know the public package: call `checkKeyPackage` before the first use.
 * @throws EncodingError
 */
export function decodeKeyPackage(bytes: Uint8Array): KeyPackage {
  if (!isBytes(bytes) || bytes.length !== keyPackageLength) throw new EncodingError(what, "wrong length");
  if (bytes[0] !== version) throw new EncodingError(what, "unknown version");
  const identifier = bytes[1];
  if (!isIdentifier(identifier)) throw new EncodingError(what, "unknown identifier");
  // Copied with the constructor: Buffer.prototype.slice would share memory that the caller zeroizes.
  const signingShare = new Uint8Array(bytes.subarray(2, 34));
  const publicKey = new Uint8Array(bytes.subarray(34));
  const scalar = parseScalar(signingShare);
  if (scalar === undefined) throw new EncodingError(what, "the share is not a scalar");
  const point = parsePoint(publicKey);
  if (point === undefined || publicKey[0] !== 0x02 || point.x >= order) {
    throw new EncodingError(what, "the group key is not a point of even y with x below n");
  }
  return { identifier, signingShare, verifyingShare: Point.BASE.multiply(scalar).toBytes(true), publicKey };
}
