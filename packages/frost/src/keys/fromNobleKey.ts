import type { Key } from "@noble/curves/abstract/frost.js";
import { RetryDkgError } from "../errors.ts";
import { toNobleIdentifier } from "../suite.ts";
import type { Identifier, KeyPackage, PublicKeyPackage } from "../types.ts";
import { checkKeyPackage } from "./checkKeyPackage.ts";

/**
 * A normalised key of noble's as our packages. The share is copied. Ends with `checkKeyPackage`, so that a share,
 * commitment or verifying share that was not normalised cannot leave this package.
 */
export function fromNobleKey(
  key: Key,
  identifier: Identifier,
  holders: readonly Identifier[],
): { readonly keyPackage: KeyPackage; readonly publicKeyPackage: PublicKeyPackage } {
  const [c0, c1] = key.public.commitments;
  const verifyingShares: Partial<Record<Identifier, Uint8Array>> = {};
  for (const holder of holders) {
    const share = key.public.verifyingShares[toNobleIdentifier(holder)];
    if (share !== undefined) verifyingShares[holder] = share;
  }
  const verifyingShare = verifyingShares[identifier];
  if (c0 === undefined || c1 === undefined || verifyingShare === undefined) throw new RetryDkgError();

  const signingShare = new Uint8Array(key.secret.signingShare);
  const keyPackage: KeyPackage = { identifier, signingShare, verifyingShare, publicKey: c0 };
  const publicKeyPackage: PublicKeyPackage = { commitments: [c0, c1], verifyingShares };
  checkKeyPackage(keyPackage, publicKeyPackage);
  return { keyPackage, publicKeyPackage };
}
