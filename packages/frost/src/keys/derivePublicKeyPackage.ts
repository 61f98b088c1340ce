import { Fn, parsePoint } from "../curve.ts";
import { KeyPackageError } from "../errors.ts";
import type { Identifier, KeyPackage, PublicKeyPackage } from "../types.ts";
import { createPublicKeyPackage } from "./publicKeyPackage.ts";

/**
 * The public package that follows from one share and the group key: the sharing polynomial is a line, and both are
 * points of it. For a share that was kept without its public package, as on a printed backup sheet.
 *
 * @param holders - Who holds a share of the key.
 * @throws KeyPackageError, InvalidPublicKeyError
 */
export function derivePublicKeyPackage(
  { identifier, verifyingShare, publicKey }: KeyPackage,
  holders: readonly Identifier[],
): PublicKeyPackage {
  const c0 = parsePoint(publicKey);
  const share = parsePoint(verifyingShare);
  if (c0 === undefined || share === undefined) throw new KeyPackageError("the group key or the share is not a point");
  // C1 = (Y_i − C0)/i. All of it is public.
  const difference = share.add(c0.negate());
  if (difference.is0()) throw new KeyPackageError("the share is the whole key");
  const c1 = difference.multiplyUnsafe(Fn.inv(BigInt(identifier)));
  return createPublicKeyPackage(c0, c1, holders);
}
