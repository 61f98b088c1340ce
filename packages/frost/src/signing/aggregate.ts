import { concatBytes, isBytes } from "@noble/hashes/utils.js";
import { assertBytes } from "../bytes.ts";
import { toAddressBytes } from "../challenge.ts";
import { parsePoint, parseScalar } from "../curve.ts";
import { InvalidSignatureShareError, UnknownIdentifierError } from "../errors.ts";
import { assertSignerSet } from "../keys/identifiers.ts";
import { toNoblePublic } from "../keys/publicKeyPackage.ts";
import { suite, toNobleIdentifier } from "../suite.ts";
import type { BySigner, Identifier, PublicKeyPackage, SignerSet, SigningCommitments } from "../types.ts";
import { verify } from "../verify.ts";
import { assertCommitmentPoints, assertKeys, toCommitmentList } from "./commitments.ts";
import { verifyShare } from "./verifyShare.ts";

export type AggregateParameters = {
  readonly publicKeyPackage: PublicKeyPackage;
  readonly commitments: BySigner<SigningCommitments>;
  readonly digest: Uint8Array;
  readonly signers: SignerSet;
  /** 32-byte signature shares of both signers. */
  readonly shares: BySigner<Uint8Array>;
};

/**
 * Adds two signature shares up to a signature of 52 bytes, s32 ‖ Re20 (RFC 9591 section 5.3), and verifies it the way
 * the chain does before it is returned.
 *
 * @throws InvalidSignatureShareError naming whose share is wrong, UnknownIdentifierError, InvalidCommitmentsError,
 *   EqualCommitmentsError, InvalidParameterError
 */
export function aggregate(parameters: AggregateParameters): Uint8Array {
  const { publicKeyPackage, commitments, digest, signers, shares } = parameters;
  assertBytes(digest, 32, "digest");
  assertSignerSet(signers);
  assertKeys(shares, signers, "signature shares");
  for (const signer of signers) {
    if (publicKeyPackage.verifyingShares[signer] === undefined) throw new UnknownIdentifierError("public key package");
  }
  const list = toCommitmentList(commitments, signers);
  const malformed = signers.filter((signer) => !isScalar(shares[signer]));
  if (malformed.length > 0) throw new InvalidSignatureShareError(malformed);

  const byNobleIdentifier = Object.fromEntries(
    signers.map((signer) => [toNobleIdentifier(signer), shares[signer]]),
  ) as Record<string, Uint8Array>; // both exist: checked above
  let encoded: Uint8Array;
  try {
    encoded = suite.aggregate(toNoblePublic(publicKeyPackage), list, digest, byNobleIdentifier);
  } catch {
    assertCommitmentPoints(commitments, signers);
    throw new InvalidSignatureShareError(findWrongShares(parameters));
  }
  const signature = toEvmSignature(encoded);
  if (signature === undefined || !verify({ publicKey: publicKeyPackage.commitments[0], digest, signature })) {
    throw new InvalidSignatureShareError([]);
  }
  return signature;
}

/** From RFC 9591's R33 ‖ z32 to s32 ‖ Re20. */
function toEvmSignature(encoded: Uint8Array): Uint8Array | undefined {
  const commitment = parsePoint(encoded.subarray(0, 33));
  return commitment && concatBytes(encoded.subarray(33), toAddressBytes(commitment));
}

function isScalar(share: Uint8Array | undefined): boolean {
  return isBytes(share) && parseScalar(share) !== undefined;
}

function findWrongShares(parameters: AggregateParameters): Identifier[] {
  const { publicKeyPackage, commitments, digest, signers, shares } = parameters;
  return signers.filter((identifier) => {
    const share = shares[identifier];
    return !(share !== undefined && verifyShare({ publicKeyPackage, commitments, signers, digest, identifier, share }));
  });
}
