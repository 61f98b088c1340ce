import { isBytes } from "@noble/hashes/utils.js";
import { Fn, Point, parseScalar } from "../curve.ts";
import { EnrolPeerError, KeyPackageError } from "../errors.ts";
import { checkKeyPackage } from "../keys/checkKeyPackage.ts";
import type { KeyPackage, OnlineIdentifier, PublicKeyPackage } from "../types.ts";
import { addBackupHolder } from "./addBackupHolder.ts";
import { decodeEnrolPackage, type EnrolPackage } from "./wire.ts";

export type EnrolFinishParameters = {
  /** The public package of helpers 1 and 3. */
  readonly publicKeyPackage: PublicKeyPackage;
  /** Packages of both helpers, from `enrolRound1`. */
  readonly packages: Readonly<Record<OnlineIdentifier, Uint8Array>>;
  /** Sums of both helpers, from `enrolRound2`. Zeroize them after. */
  readonly sums: Readonly<Record<OnlineIdentifier, Uint8Array>>;
};

export type EnrolFinishReturnType = {
  /** Share 2. */
  readonly keyPackage: KeyPackage;
  /** Now with holder 2; the helpers get the same from `addBackupHolder`. */
  readonly publicKeyPackage: PublicKeyPackage;
};

const helpers: readonly OnlineIdentifier[] = [1, 3];

/**
 * Adds both sums up to share 2 and checks it against the commitments.
 * Where this runs beside share 3, as in the app, that page holds the whole key for the moment.
 *
 * @throws EnrolPeerError naming the helper who lied, KeyPackageError
 */
export function enrolFinish({ publicKeyPackage, packages, sums }: EnrolFinishParameters): EnrolFinishReturnType {
  const images = {
    1: decodeEnrolPackage(packages[1], 1, publicKeyPackage),
    3: decodeEnrolPackage(packages[3], 3, publicKeyPackage),
  };
  const share = helpers.map((helper) => readSum(sums[helper], helper, images)).reduce((a, b) => Fn.add(a, b), 0n);
  const enrolled = addBackupHolder(publicKeyPackage);
  const [publicKey] = enrolled.commitments;
  const verifyingShare = enrolled.verifyingShares[2];
  if (verifyingShare === undefined) throw new KeyPackageError("share 2 is missing");
  const keyPackage: KeyPackage = { identifier: 2, signingShare: Fn.toBytes(share), verifyingShare, publicKey };
  checkKeyPackage(keyPackage, enrolled);
  return { keyPackage, publicKeyPackage: enrolled };
}

/** σ_j·G = Δ_1j + Δ_3j, else helper j lied: it had checked the part it was sent. */
function readSum(sum: unknown, helper: OnlineIdentifier, images: Record<OnlineIdentifier, EnrolPackage>): bigint {
  const scalar = isBytes(sum) ? parseScalar(sum) : undefined;
  if (scalar === undefined || !Point.BASE.multiply(scalar).equals(images[1][helper].add(images[3][helper]))) {
    throw new EnrolPeerError(helper, "its sum does not match the packages");
  }
  return scalar;
}
