import { secp256k1 } from "@noble/curves/secp256k1.js";
import { numberToBytesBE } from "@noble/curves/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { encodeParts, type Identifier, type SignerSet, type SigningCommitments, suiteName } from "@tandem/frost";
import { H3 } from "../../packages/frost/testing/reference.ts";
import type { NamedSecret } from "./findSecrets.ts";

export type RecomputeNoncesParameters = {
  /** As the signer sent them. */
  readonly commitments: SigningCommitments;
  readonly identifier: Identifier;
  readonly signingShare: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly keyEpoch: number;
  readonly digest: Uint8Array;
  readonly signers: SignerSet;
  /** Known to the signer that commits last. */
  readonly peerCommitments?: SigningCommitments;
  /** One of them was the counter of the signer that commits first; left out where there was none. */
  readonly counters?: readonly number[];
  /** What the signer's generator gave, among other answers of 32 bytes. */
  readonly drawn: readonly Uint8Array[];
};

/**
 * A signer's nonces, computed again by the specification (packages/frost/README.md) from what its generator gave.
 * Checked against the commitments it sent, so that a search for them is a search for the real ones.
 */
export function recomputeNonces(parameters: RecomputeNoncesParameters): readonly NamedSecret[] {
  const { commitments, identifier, signingShare, publicKey, keyEpoch, digest, signers, drawn } = parameters;
  const { peerCommitments, counters } = parameters;
  const none = new Uint8Array();
  const peer = peerCommitments ? concatBytes(peerCommitments.hiding, peerCommitments.binding) : none;
  const encodedCounters = counters?.map((counter) => encodeParts([counter])) ?? [none];
  return (["hiding", "binding"] as const).map((label) => {
    for (const fresh of drawn) {
      for (const counter of encodedCounters) {
        const context = [signingShare, publicKey, identifier, keyEpoch, digest, ...signers, peer, counter];
        const preimage = concatBytes(utf8ToBytes(`${suiteName}hedge`), encodeParts([label, fresh, ...context]));
        const nonce = H3(concatBytes(sha256(preimage), signingShare));
        const commitment = secp256k1.Point.BASE.multiply(nonce).toBytes(true);
        if (Buffer.compare(commitment, commitments[label]) === 0) {
          return { name: `${label} nonce`, bytes: numberToBytesBE(nonce, 32) };
        }
      }
    }
    throw new RangeError(`the ${label} nonce could not be computed again`);
  });
}
