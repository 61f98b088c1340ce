import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { drawBytes, zeroize } from "../bytes.ts";
import { suiteTag } from "../challenge.ts";
import { encodeParts, type Part } from "../encodeParts.ts";
import { SessionStateError } from "../errors.ts";
import type { KeyPackage, Rng, SignerSet, SigningCommitments } from "../types.ts";

export type HedgeContext = {
  readonly keyPackage: KeyPackage;
  readonly keyEpoch: number;
  readonly digest: Uint8Array;
  readonly signers: SignerSet;
  readonly peerCommitments?: SigningCommitments | undefined;
  readonly counter?: number | undefined;
};

/**
 * The generator given to noble's `commit`, and to nothing else. noble draws 32 bytes twice: the first answer becomes
 * the hiding nonce, the second the binding nonce. The labels keep the two apart even with a generator that repeats
 * itself; share and context keep nonces of different sessions apart.
 */
export function createHedgedRng(context: HedgeContext, rng: Rng): { readonly rng: Rng; readonly erase: () => void } {
  const labels = ["hiding", "binding"];
  const drawn: Uint8Array[] = [];
  const hedged: Rng = (bytesLength) => {
    const label = labels.shift();
    if (label === undefined || bytesLength !== 32) throw new SessionStateError("commitment");
    const fresh = drawBytes(rng, 32);
    const preimage = hedgePreimage(label, fresh, context);
    const bytes = sha256(preimage);
    zeroize(fresh, preimage);
    drawn.push(bytes);
    return bytes;
  };
  return { rng: hedged, erase: () => zeroize(...drawn) };
}

/**
 * TAG ‖ "hedge" ‖ then, as `encodeParts`: label, fresh randomness, share, P, identifier, key epoch, digest, both
 * signers, the peer's commitments D ‖ E (empty where unknown), the counter as 8 bytes (empty where there is none).
 */
function hedgePreimage(label: string, fresh: Uint8Array, context: HedgeContext): Uint8Array {
  const { keyPackage, keyEpoch, digest, signers, peerCommitments, counter } = context;
  const empty = new Uint8Array(0);
  const parts: Part[] = [
    label,
    fresh,
    keyPackage.signingShare,
    keyPackage.publicKey,
    keyPackage.identifier,
    keyEpoch,
    digest,
    ...signers,
    peerCommitments === undefined ? empty : concatBytes(peerCommitments.hiding, peerCommitments.binding),
    counter === undefined ? empty : encodeParts([counter]),
  ];
  const encoded = encodeParts(parts);
  const preimage = concatBytes(suiteTag(), utf8ToBytes("hedge"), encoded);
  zeroize(encoded);
  return preimage;
}
