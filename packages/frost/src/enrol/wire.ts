import { concatBytes, isBytes } from "@noble/hashes/utils.js";
import { type CurvePoint, Fn, parsePoint } from "../curve.ts";
import { EnrolPeerError } from "../errors.ts";
import type { OnlineIdentifier, PublicKeyPackage } from "../types.ts";

const version = 1;

/** Length of an enrolment package in bytes. */
export const enrolPackageLength = 68;

/** Public images of the two parts one helper split its contribution into: for helper 1 and for helper 3. */
export type EnrolPackage = Readonly<Record<OnlineIdentifier, CurvePoint>>;

/**
 * Lagrange coefficient of either helper at x = 2 over {1, 3}: (2 − 3)/(1 − 3) = (2 − 1)/(3 − 1) = 1/2.
 * So share 2 = (share 1 + share 3)/2.
 */
export const half = Fn.inv(2n);

/** 68 bytes: version1 ‖ helper1 ‖ Δ_1 33 ‖ Δ_3 33, Δ_j being the image of the part for helper j. */
export function encodeEnrolPackage(helper: OnlineIdentifier, parts: EnrolPackage): Uint8Array {
  return concatBytes(Uint8Array.of(version, helper), parts[1].toBytes(true), parts[3].toBytes(true));
}

/**
 * Reads the package of `helper` and checks that its parts add up to the helper's contribution, half its verifying share.
 * @throws EnrolPeerError naming the helper.
 */
export function decodeEnrolPackage(bytes: unknown, helper: OnlineIdentifier, pub: PublicKeyPackage): EnrolPackage {
  if (!isBytes(bytes) || bytes.length !== enrolPackageLength)
    throw new EnrolPeerError(helper, "package of wrong length");
  if (bytes[0] !== version) throw new EnrolPeerError(helper, "package of unknown version");
  if (bytes[1] !== helper) throw new EnrolPeerError(helper, "package of another helper");
  const forServer = parsePoint(bytes.subarray(2, 35));
  const forDevice = parsePoint(bytes.subarray(35));
  if (forServer === undefined || forDevice === undefined) throw new EnrolPeerError(helper, "a part is not a point");
  const share = parsePoint(pub.verifyingShares[helper] ?? new Uint8Array(0));
  // Doubled instead of halved: Δ_1 + Δ_3 = Y/2.
  if (share === undefined || !forServer.add(forDevice).double().equals(share)) {
    throw new EnrolPeerError(helper, "its parts do not add up to its share");
  }
  return { 1: forServer, 3: forDevice };
}
