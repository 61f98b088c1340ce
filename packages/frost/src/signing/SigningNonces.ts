import { zeroize } from "../bytes.ts";
import { SecretState } from "../SecretState.ts";
import type { Identifier, SignerSet, SigningCommitments } from "../types.ts";

export type NonceContent = {
  /** Secret scalars d and e, 32 bytes each. */
  readonly hiding: Uint8Array;
  readonly binding: Uint8Array;
  readonly commitments: SigningCommitments;
  /** What they were committed for; they sign nothing else. */
  readonly identifier: Identifier;
  readonly publicKey: Uint8Array;
  readonly digest: Uint8Array;
  readonly signers: SignerSet;
};

/**
 * A nonce pair in memory. `signShare` empties it at its first call, whatever comes of it; `discard()` throws it away.
 * Never write it anywhere: three uses of one pair give the share away.
 */
export type SigningNonces = SecretState<NonceContent>;

export function createSigningNonces(content: NonceContent): SigningNonces {
  return new SecretState(content, eraseNonces);
}

export function eraseNonces({ hiding, binding }: NonceContent): void {
  zeroize(hiding, binding);
}
