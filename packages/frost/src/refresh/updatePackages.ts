import { isBytes } from "@noble/hashes/utils.js";
import { type CurvePoint, evaluateCommitments, Fn, Point, parsePoint, parseScalar } from "../curve.ts";
import { KeyPackageError, RefreshPeerError, RetryRefreshError } from "../errors.ts";
import { checkKeyPackage } from "../keys/checkKeyPackage.ts";
import { getIdentifiers } from "../keys/identifiers.ts";
import { createPublicKeyPackage } from "../keys/publicKeyPackage.ts";
import type { Identifier, KeyPackage, OnlineIdentifier, PublicKeyPackage } from "../types.ts";

export type RefreshedPackages = {
  readonly keyPackage: KeyPackage;
  readonly publicKeyPackage: PublicKeyPackage;
};

/** The peer's g(i) as a scalar, checked: g(i)·G = i·A. @throws RefreshPeerError naming the peer. */
export function readUpdate(
  share: unknown,
  peer: OnlineIdentifier,
  commitment: CurvePoint,
  identifier: Identifier,
): bigint {
  const scalar = isBytes(share) ? parseScalar(share) : undefined;
  const expected = evaluateCommitments(Point.ZERO, commitment, identifier);
  if (scalar === undefined || !Point.BASE.multiply(scalar).equals(expected)) {
    throw new RefreshPeerError(peer, "its share does not match its commitment");
  }
  return scalar;
}

/**
 * Packages of the next key epoch: share + Σ g(i), C1 + Σ A, the same P.
 * @throws RetryRefreshError when the updates cancel out, which would refresh nothing.
 */
export function updatePackages(
  { keyPackage, publicKeyPackage }: RefreshedPackages,
  updates: readonly bigint[],
  commitments: readonly CurvePoint[],
): RefreshedPackages {
  const [c0, c1] = publicKeyPackage.commitments.map(parsePoint);
  if (c0 === undefined || c1 === undefined) throw new KeyPackageError("a commitment is not a point");
  const change = commitments.reduce((sum, commitment) => sum.add(commitment), Point.ZERO);
  const nextC1 = c1.add(change);
  const share = updates.reduce((sum, update) => Fn.add(sum, update), Fn.fromBytes(keyPackage.signingShare));
  if (change.is0() || nextC1.is0() || share === 0n) throw new RetryRefreshError();

  const next = createPublicKeyPackage(c0, nextC1, getIdentifiers(publicKeyPackage));
  const verifyingShare = next.verifyingShares[keyPackage.identifier];
  if (verifyingShare === undefined) throw new KeyPackageError("its identifier is not in the public package");
  const refreshed: KeyPackage = { ...keyPackage, signingShare: Fn.toBytes(share), verifyingShare };
  checkKeyPackage(refreshed, next);
  return { keyPackage: refreshed, publicKeyPackage: next };
}
