import type { Key } from "@noble/curves/abstract/frost.js";
import { isBytes } from "@noble/hashes/utils.js";
import { zeroize } from "../bytes.ts";
import { evaluateCommitments, Point, parseScalar } from "../curve.ts";
import { DkgPeerError, RetryDkgError } from "../errors.ts";
import { fromNobleKey } from "../keys/fromNobleKey.ts";
import { toPeer } from "../keys/identifiers.ts";
import { toPublicKeyX } from "../keys/publicKeyPackage.ts";
import { suite, toNobleIdentifier } from "../suite.ts";
import type { KeyPackage, PublicKeyPackage } from "../types.ts";
import { takeRound2Content } from "./dkgRound2.ts";
import { type DkgContent, type DkgSecret, eraseDkgContent } from "./state.ts";
import { type DkgSession, transcriptHash } from "./transcript.ts";
import { type DkgPackage, decodeDkgPackage } from "./wire.ts";

export type DkgFinishParameters = {
  /** From `dkgRound2`. */
  readonly secret: DkgSecret;
  /** The same bytes that round 2 accepted. */
  readonly peerPackage: Uint8Array;
  /** The peer's polynomial at one's own identifier, 32 bytes, opened from its sealed message. Zeroize it after. */
  readonly peerShare: Uint8Array;
  readonly session: DkgSession;
};

export type DkgFinishReturnType = {
  readonly keyPackage: KeyPackage;
  /** Holders 1 and 3. */
  readonly publicKeyPackage: PublicKeyPackage;
  /** 32 bytes; compare with the peer's by `assertTranscriptMatch` before the key is used. */
  readonly transcriptHash: Uint8Array;
};

/**
 * Ends a key generation. The result is normalised to even y and checked. The state is used up, also when it throws.
 *
 * @throws DkgPeerError when the peer's share does not match its commitments, TranscriptMismatchError when
 *   `peerPackage` is not the one of round 2, RetryDkgError when the key cannot be used, SessionStateError.
 */
export function dkgFinish({ secret, peerPackage, peerShare, session }: DkgFinishParameters): DkgFinishReturnType {
  const content = takeRound2Content(secret, peerPackage);
  try {
    const peer = toPeer(content.identifier);
    const decoded = decodeDkgPackage(peerPackage, peer);
    assertPeerShare(content, decoded, peerShare);
    const key = combine(content, decoded, peerShare);
    try {
      const packages = fromNobleKey(key, content.identifier, [1, 3]);
      const [serverPackage, devicePackage] =
        content.identifier === 1 ? [content.ownPackage, peerPackage] : [peerPackage, content.ownPackage];
      const publicKeyX = toPublicKeyX(packages.publicKeyPackage);
      return { ...packages, transcriptHash: transcriptHash({ session, serverPackage, devicePackage, publicKeyX }) };
    } finally {
      zeroize(key.secret.signingShare);
    }
  } finally {
    eraseDkgContent(content);
  }
}

/** share·G = C0 + i·C1 of the peer, checked here so that a lie is told apart from a degenerate sum. */
function assertPeerShare({ identifier }: DkgContent, { c0, c1 }: DkgPackage, peerShare: Uint8Array): void {
  const peer = toPeer(identifier);
  const share = isBytes(peerShare) ? parseScalar(peerShare) : undefined;
  if (share === undefined) throw new DkgPeerError(peer, "its share is not a scalar");
  if (!Point.BASE.multiply(share).equals(evaluateCommitments(c0, c1, identifier))) {
    throw new DkgPeerError(peer, "its share does not match its commitments");
  }
}

function combine({ identifier, state }: DkgContent, { round1 }: DkgPackage, peerShare: Uint8Array): Key {
  const round2 = { identifier: toNobleIdentifier(toPeer(identifier)), signingShare: new Uint8Array(peerShare) };
  try {
    return suite.DKG.round3(state, [round1], [round2]);
  } catch {
    // Package, proof and share were verified, so what is left is P.x ≥ n or a sum that is zero.
    throw new RetryDkgError();
  } finally {
    zeroize(round2.signingShare);
  }
}
