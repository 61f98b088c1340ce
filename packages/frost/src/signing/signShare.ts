import { assertBytes, isEqualBytes } from "../bytes.ts";
import {
  ForeignPackageError,
  FrostError,
  InvalidCommitmentsError,
  KeyPackageError,
  NonceContextError,
  NonceUsedError,
  UnknownIdentifierError,
} from "../errors.ts";
import { assertSignerSet } from "../keys/identifiers.ts";
import { toNoblePublic } from "../keys/publicKeyPackage.ts";
import { takeState } from "../SecretState.ts";
import { suite, toNobleIdentifier } from "../suite.ts";
import type { BySigner, KeyPackage, PublicKeyPackage, SignerSet, SigningCommitments } from "../types.ts";
import { assertCommitmentPoints, toCommitmentList } from "./commitments.ts";
import { eraseNonces, type NonceContent, type SigningNonces } from "./SigningNonces.ts";

export type SignShareParameters = {
  readonly keyPackage: KeyPackage;
  /** The public package stored beside the share; never one that a peer sent. */
  readonly publicKeyPackage: PublicKeyPackage;
  /** From `commit` for this digest and these signers. Empty afterwards, also when this throws. */
  readonly nonces: SigningNonces;
  readonly digest: Uint8Array;
  readonly signers: SignerSet;
  /** Commitments of both signers, one's own included. */
  readonly commitments: BySigner<SigningCommitments>;
};

/**
 * Makes one's signature share, a 32-byte scalar (RFC 9591 section 5.2).
 *
 * @throws NonceUsedError, NonceContextError, ForeignPackageError (another key or key epoch), UnknownIdentifierError,
 *   InvalidCommitmentsError, EqualCommitmentsError, InvalidParameterError
 */
export function signShare({ nonces, ...parameters }: SignShareParameters): Uint8Array {
  // First of all: the nonces are gone from the caller's object before anything can fail.
  const content = takeState(nonces);
  if (content === undefined) throw new NonceUsedError();
  try {
    return sign(content, parameters);
  } finally {
    eraseNonces(content);
  }
}

function sign(content: NonceContent, parameters: Omit<SignShareParameters, "nonces">): Uint8Array {
  const { keyPackage, publicKeyPackage, digest, signers, commitments } = parameters;
  assertBytes(digest, 32, "digest");
  assertSignerSet(signers);
  assertContext(content, parameters);
  assertOwnPackage(keyPackage, publicKeyPackage, signers);
  const list = toCommitmentList(commitments, signers);
  const own = commitments[keyPackage.identifier];
  if (own === undefined || !isSame(own, content.commitments)) {
    throw new InvalidCommitmentsError(keyPackage.identifier, "not those of the nonces");
  }

  const secret = { identifier: toNobleIdentifier(keyPackage.identifier), signingShare: keyPackage.signingShare };
  const { hiding, binding } = content;
  try {
    return suite.signShare(secret, toNoblePublic(publicKeyPackage), { hiding, binding }, list, digest);
  } catch (error) {
    if (error instanceof FrostError) throw error;
    assertCommitmentPoints(commitments, signers);
    // What is left is a damaged share. The text of a foreign error may quote a secret: drop it.
    throw new KeyPackageError("it cannot sign");
  }
}

function assertContext(content: NonceContent, parameters: Omit<SignShareParameters, "nonces">): void {
  const { keyPackage, digest, signers } = parameters;
  if (content.identifier !== keyPackage.identifier) throw new NonceContextError("participant");
  if (!isEqualBytes(content.publicKey, keyPackage.publicKey)) throw new NonceContextError("key");
  if (!isEqualBytes(content.digest, digest)) throw new NonceContextError("digest");
  if (content.signers.some((signer, index) => signer !== signers[index])) throw new NonceContextError("signer set");
}

/** The package belongs to this share and key epoch, and it knows both signers. */
export function assertOwnPackage(keyPackage: KeyPackage, publicKeyPackage: PublicKeyPackage, signers: SignerSet): void {
  const { commitments, verifyingShares } = publicKeyPackage;
  for (const signer of signers) {
    if (verifyingShares[signer] === undefined) throw new UnknownIdentifierError("public key package");
  }
  // P and one verifying share fix the whole polynomial, so these two tell every key and epoch apart.
  const verifyingShare = verifyingShares[keyPackage.identifier];
  const isOwn =
    verifyingShare !== undefined &&
    isEqualBytes(commitments[0], keyPackage.publicKey) &&
    isEqualBytes(verifyingShare, keyPackage.verifyingShare);
  if (!isOwn) throw new ForeignPackageError();
}

function isSame(a: SigningCommitments, b: SigningCommitments): boolean {
  return isEqualBytes(a.hiding, b.hiding) && isEqualBytes(a.binding, b.binding);
}
