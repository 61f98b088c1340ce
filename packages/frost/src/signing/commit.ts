import { randomBytes } from "@noble/hashes/utils.js";
import { assertBytes, isEqualBytes, zeroize } from "../bytes.ts";
import { EqualCommitmentsError, UnknownIdentifierError } from "../errors.ts";
import { assertSignerSet } from "../keys/identifiers.ts";
import { toNobleRng } from "../nobleRng.ts";
import { suite, toNobleIdentifier } from "../suite.ts";
import type { KeyPackage, Rng, SignerSet, SigningCommitments } from "../types.ts";
import { assertCommitments } from "./commitments.ts";
import { createHedgedRng } from "./hedgedRng.ts";
import { createSigningNonces, type SigningNonces } from "./SigningNonces.ts";

export type CommitParameters = {
  readonly keyPackage: KeyPackage;
  /** The 32 bytes that will be signed. The nonces sign nothing else. */
  readonly digest: Uint8Array;
  readonly signers: SignerSet;
  /** Version of the shares. */
  readonly keyEpoch: number;
  /** The other signer's commitments where they are known already: at the server, which answers in one step. */
  readonly peerCommitments?: SigningCommitments | undefined;
  /** A number that grows with every commitment: at the device, which commits first. */
  readonly counter?: number | undefined;
  readonly rng?: Rng;
};

export type CommitReturnType = {
  readonly nonces: SigningNonces;
  readonly commitments: SigningCommitments;
};

/**
 * Draws a nonce pair for one signature and commits to it (RFC 9591 section 5.1). Nonces are hedged: they stay unknown
 * and distinct when the generator is weak or repeats itself, as long as the share is secret and the context differs.
 *
 * @throws UnknownIdentifierError, InvalidParameterError, InvalidCommitmentsError, EqualCommitmentsError
 */
export function commit({ keyPackage, rng = randomBytes, ...context }: CommitParameters): CommitReturnType {
  const { digest, signers, peerCommitments } = context;
  const { identifier, publicKey } = keyPackage;
  assertBytes(digest, 32, "digest");
  assertSignerSet(signers);
  const peer = signers.find((signer) => signer !== identifier);
  if (peer === undefined || !signers.some((signer) => signer === identifier)) {
    throw new UnknownIdentifierError("signer set");
  }
  if (peerCommitments !== undefined) assertCommitments(peerCommitments, peer);

  const hedged = createHedgedRng({ keyPackage, ...context }, rng);
  const secret = { identifier: toNobleIdentifier(identifier), signingShare: keyPackage.signingShare };
  const drawn = suite.commit(secret as Parameters<typeof suite.commit>[0], toNobleRng(hedged.rng));
  hedged.erase();

  const { hiding, binding } = drawn.commitments;
  const commitments: SigningCommitments = { hiding, binding };
  if (isEqualBytes(hiding, binding)) {
    zeroize(drawn.nonces.hiding, drawn.nonces.binding);
    throw new EqualCommitmentsError(identifier);
  }
  const nonces = createSigningNonces({
    ...drawn.nonces,
    commitments: { hiding: hiding.slice(), binding: binding.slice() },
    identifier,
    publicKey: publicKey.slice(),
    digest: digest.slice(),
    signers,
  });
  return { nonces, commitments };
}
