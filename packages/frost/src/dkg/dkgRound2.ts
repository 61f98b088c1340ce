import { isEqualBytes } from "../bytes.ts";
import { DkgPeerError, SessionStateError, TranscriptMismatchError } from "../errors.ts";
import { toPeer } from "../keys/identifiers.ts";
import { peekState, takeState } from "../SecretState.ts";
import { suite, toNobleIdentifier } from "../suite.ts";
import { createDkgSecret, type DkgContent, type DkgSecret, eraseDkgContent } from "./state.ts";
import { type DkgPackage, decodeDkgPackage } from "./wire.ts";

export type DkgRound2Parameters = {
  readonly secret: DkgSecret;
  /** The peer's round-1 package, 133 bytes. The server checks it against its hash before. */
  readonly peerPackage: Uint8Array;
};

export type DkgRound2ReturnType = {
  /** Replaces the state of round 1, which is empty now. */
  readonly secret: DkgSecret;
  /** 32-byte secret scalar. Seal it to the peer's HPKE key, then zeroize it. */
  readonly shareForPeer: Uint8Array;
};

/**
 * Checks the peer's package and its proof of knowledge, and evaluates one's own polynomial at the peer's identifier.
 * The state is erased when it throws.
 *
 * @throws DkgPeerError naming the peer, SessionStateError
 */
export function dkgRound2({ secret, peerPackage }: DkgRound2Parameters): DkgRound2ReturnType {
  const content = takeState(secret);
  if (content === undefined) throw new SessionStateError("key generation");
  try {
    if (content.peerPackage !== undefined) throw new SessionStateError("key generation");
    const peer = toPeer(content.identifier);
    const shareForPeer = evaluateForPeer(content, decodeDkgPackage(peerPackage, peer));
    const next = createDkgSecret({ ...content, peerPackage: new Uint8Array(peerPackage) });
    return { secret: next, shareForPeer };
  } catch (error) {
    eraseDkgContent(content);
    throw error;
  }
}

function evaluateForPeer({ identifier, state }: DkgContent, { round1 }: DkgPackage): Uint8Array {
  const peer = toPeer(identifier);
  let shares: ReturnType<typeof suite.DKG.round2>;
  try {
    shares = suite.DKG.round2(state, [round1]);
  } catch {
    throw new DkgPeerError(peer, "wrong proof of knowledge");
  }
  const share = shares[toNobleIdentifier(peer)];
  if (share === undefined) throw new SessionStateError("key generation");
  return new Uint8Array(share.signingShare);
}

/**
 * The content of a state that passed round 2 with exactly this package of the peer, taken out of it.
 * @throws TranscriptMismatchError when the package is another one, SessionStateError.
 */
export function takeRound2Content(secret: DkgSecret, peerPackage: Uint8Array): DkgContent {
  const content = peekState(secret);
  if (content?.peerPackage === undefined) throw new SessionStateError("key generation");
  takeState(secret);
  if (!isEqualBytes(content.peerPackage, peerPackage)) {
    eraseDkgContent(content);
    throw new TranscriptMismatchError();
  }
  return content;
}
