import { isEqualBytes } from "../bytes.ts";
import { evaluateCommitments, order, parsePoint, parseScalar } from "../curve.ts";
import { KeyPackageError } from "../errors.ts";
import { suite, toNobleIdentifier } from "../suite.ts";
import type { KeyPackage, PublicKeyPackage } from "../types.ts";
import { getIdentifiers, isIdentifier } from "./identifiers.ts";
import { toNoblePublic } from "./publicKeyPackage.ts";

/**
 * Checks a stored share against its public package; run it whenever both are loaded. P has even y and P.x < n, the
 * share lies on the committed polynomial, and **every** verifying share is C0 + i·C1: one that was forgotten when
 * the key was normalised would pass everything but `verifyShare`.
 *
 * @throws KeyPackageError naming the check that failed, also for a share of another key epoch.
 */
export function checkKeyPackage(keyPackage: KeyPackage, publicKeyPackage: PublicKeyPackage): void {
  const { identifier, signingShare, verifyingShare, publicKey } = keyPackage;
  const [c0Bytes, c1Bytes] = publicKeyPackage.commitments;
  const c0 = parsePoint(c0Bytes);
  const c1 = parsePoint(c1Bytes);
  if (c0 === undefined || c1 === undefined) throw new KeyPackageError("a commitment is not a point");
  if (c0Bytes[0] !== 0x02 || c0.x >= order) throw new KeyPackageError("the group key is odd or out of range");
  if (!isEqualBytes(publicKey, c0Bytes)) throw new KeyPackageError("the share is of another group key");

  const holders = getIdentifiers(publicKeyPackage);
  if (!isIdentifier(identifier) || !holders.includes(identifier)) {
    throw new KeyPackageError("its identifier is not in the public package");
  }
  for (const holder of holders) {
    const expected = evaluateCommitments(c0, c1, holder);
    const actual = publicKeyPackage.verifyingShares[holder];
    if (expected.is0() || actual === undefined || !isEqualBytes(actual, expected.toBytes(true))) {
      throw new KeyPackageError(`verifying share ${holder} is not on the committed polynomial`);
    }
    if (holder === identifier && !isEqualBytes(verifyingShare, actual)) {
      throw new KeyPackageError("its verifying share is of another key epoch");
    }
  }
  assertShareOnPolynomial(keyPackage, publicKeyPackage, signingShare);
}

function assertShareOnPolynomial(keyPackage: KeyPackage, publicKeyPackage: PublicKeyPackage, share: Uint8Array): void {
  if (parseScalar(share) === undefined) throw new KeyPackageError("the share is not a scalar");
  try {
    suite.validateSecret(
      { identifier: toNobleIdentifier(keyPackage.identifier), signingShare: share },
      toNoblePublic(publicKeyPackage),
    );
  } catch {
    throw new KeyPackageError("the share is not on the committed polynomial");
  }
}
