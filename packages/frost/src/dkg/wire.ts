import type { DKG_Round1 } from "@noble/curves/abstract/frost.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, isBytes } from "@noble/hashes/utils.js";
import { assertBytes, isEqualBytes } from "../bytes.ts";
import { type CurvePoint, parsePoint, parseScalar } from "../curve.ts";
import { DkgPeerError } from "../errors.ts";
import { toNobleIdentifier } from "../suite.ts";
import type { OnlineIdentifier } from "../types.ts";

const version = 1;

/** Length of a round-1 package in bytes. */
export const dkgPackageLength = 133;

export type DkgPackage = {
  readonly round1: DKG_Round1;
  readonly c0: CurvePoint;
  readonly c1: CurvePoint;
};

/** 133 bytes: version1 ‖ identifier1 ‖ C0 33 ‖ C1 33 ‖ proof of knowledge (R33 ‖ z32). */
export function encodeDkgPackage(
  identifier: OnlineIdentifier,
  { commitment, proofOfKnowledge }: DKG_Round1,
): Uint8Array {
  return concatBytes(Uint8Array.of(version, identifier), ...commitment, proofOfKnowledge);
}

/**
 * Reads the package of `sender`; anything but its one canonical encoding is the sender's fault.
 * The proof of knowledge itself is checked in round 2.
 * @throws DkgPeerError
 */
export function decodeDkgPackage(bytes: Uint8Array, sender: OnlineIdentifier): DkgPackage {
  if (!isBytes(bytes) || bytes.length !== dkgPackageLength) throw new DkgPeerError(sender, "package of wrong length");
  if (bytes[0] !== version) throw new DkgPeerError(sender, "package of unknown version");
  if (bytes[1] !== sender) throw new DkgPeerError(sender, "package of another identifier");
  // A copy: the caller may reuse its buffer, and this engine keeps what it authenticated.
  const body = new Uint8Array(bytes.subarray(2));
  const commitment = [body.subarray(0, 33), body.subarray(33, 66)];
  const proofOfKnowledge = body.subarray(66);
  const [c0, c1] = commitment.map(parsePoint);
  if (c0 === undefined || c1 === undefined) throw new DkgPeerError(sender, "a commitment is not a point");
  if (parsePoint(proofOfKnowledge.subarray(0, 33)) === undefined || !parseScalar(proofOfKnowledge.subarray(33))) {
    throw new DkgPeerError(sender, "malformed proof of knowledge");
  }
  return { round1: { identifier: toNobleIdentifier(sender), commitment, proofOfKnowledge }, c0, c1 };
}

/** SHA-256 of a round-1 package: what the device sends first, so that nobody picks a share after seeing the other's. */
export function hashDkgPackage(dkgPackage: Uint8Array): Uint8Array {
  assertBytes(dkgPackage, dkgPackageLength, "dkgPackage");
  return sha256(dkgPackage);
}

/**
 * Checks the device's round-1 package against the hash it sent before it saw the server's package.
 * @throws DkgPeerError naming the device.
 */
export function assertDkgPackageHash(dkgPackage: Uint8Array, hash: Uint8Array): void {
  const isMatch = isBytes(dkgPackage) && dkgPackage.length === dkgPackageLength && isBytes(hash);
  if (!isMatch || !isEqualBytes(sha256(dkgPackage), hash)) throw new DkgPeerError(3, "package differs from its hash");
}
