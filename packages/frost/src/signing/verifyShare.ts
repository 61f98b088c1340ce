import { isBytes } from "@noble/hashes/utils.js";
import { parseScalar } from "../curve.ts";
import { assertSignerSet } from "../keys/identifiers.ts";
import { toNoblePublic } from "../keys/publicKeyPackage.ts";
import { suite, toNobleIdentifier } from "../suite.ts";
import type { BySigner, Identifier, PublicKeyPackage, SignerSet, SigningCommitments } from "../types.ts";
import { toCommitmentList } from "./commitments.ts";

export type VerifyShareParameters = {
  readonly publicKeyPackage: PublicKeyPackage;
  readonly commitments: BySigner<SigningCommitments>;
  readonly signers: SignerSet;
  readonly digest: Uint8Array;
  /** Whose share it is. */
  readonly identifier: Identifier;
  /** 32-byte signature share. */
  readonly share: Uint8Array;
};

/** Whether a signature share is right (RFC 9591 section 5.4). Returns false, never throws, on anything malformed. */
export function verifyShare(parameters: VerifyShareParameters): boolean {
  try {
    return isValidShare(parameters);
  } catch {
    return false;
  }
}

function isValidShare(parameters: VerifyShareParameters): boolean {
  const { publicKeyPackage, commitments, signers, digest, identifier, share } = parameters;
  assertSignerSet(signers);
  if (!signers.some((signer) => signer === identifier)) return false;
  if (!isBytes(digest) || digest.length !== 32 || !isBytes(share) || parseScalar(share) === undefined) return false;
  const list = toCommitmentList(commitments, signers);
  return suite.verifyShare(toNoblePublic(publicKeyPackage), list, digest, toNobleIdentifier(identifier), share);
}
