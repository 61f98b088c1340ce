import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, isBytes } from "@noble/hashes/utils.js";
import { assertBytes, isEqualBytes } from "../bytes.ts";
import { type CurvePoint, parsePoint } from "../curve.ts";
import { RefreshPeerError } from "../errors.ts";
import type { OnlineIdentifier } from "../types.ts";

const version = 1;

/** Length of a refresh package in bytes. */
export const refreshPackageLength = 35;

/** 35 bytes: version1 ‖ identifier1 ‖ A33, the commitment to the update polynomial g(x) = a·x. */
export function encodeRefreshPackage(identifier: OnlineIdentifier, commitment: CurvePoint): Uint8Array {
  return concatBytes(Uint8Array.of(version, identifier), commitment.toBytes(true));
}

/** Reads the package of `sender`. @throws RefreshPeerError naming the sender. */
export function decodeRefreshPackage(bytes: unknown, sender: OnlineIdentifier): CurvePoint {
  if (!isBytes(bytes) || bytes.length !== refreshPackageLength) {
    throw new RefreshPeerError(sender, "package of wrong length");
  }
  if (bytes[0] !== version) throw new RefreshPeerError(sender, "package of unknown version");
  if (bytes[1] !== sender) throw new RefreshPeerError(sender, "package of another identifier");
  const commitment = parsePoint(bytes.subarray(2));
  if (commitment === undefined) throw new RefreshPeerError(sender, "its commitment is not a point");
  return commitment;
}

/** SHA-256 of a refresh package: what the device sends first. */
export function hashRefreshPackage(refreshPackage: Uint8Array): Uint8Array {
  assertBytes(refreshPackage, refreshPackageLength, "refreshPackage");
  return sha256(refreshPackage);
}

/**
 * Checks the device's package against the hash it sent before it saw the server's. Without this the device could
 * choose an update that undoes the server's.
 * @throws RefreshPeerError naming the device.
 */
export function assertRefreshPackageHash(refreshPackage: Uint8Array, hash: Uint8Array): void {
  const isMatch = isBytes(refreshPackage) && refreshPackage.length === refreshPackageLength && isBytes(hash);
  if (!isMatch || !isEqualBytes(sha256(refreshPackage), hash)) {
    throw new RefreshPeerError(3, "package differs from its hash");
  }
}
