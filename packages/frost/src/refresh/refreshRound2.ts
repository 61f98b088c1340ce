import { Fn } from "../curve.ts";
import { SessionStateError } from "../errors.ts";
import { toPeer } from "../keys/identifiers.ts";
import { takeState } from "../SecretState.ts";
import type { Identifier } from "../types.ts";
import { createRefreshSecret, eraseRefreshContent, type RefreshSecret } from "./state.ts";
import { decodeRefreshPackage } from "./wire.ts";

export type RefreshRound2Parameters = {
  readonly secret: RefreshSecret;
  /** The peer's package, 35 bytes. The server checks it against its hash before. */
  readonly peerPackage: Uint8Array;
};

export type RefreshRound2ReturnType = {
  /** Replaces the state of round 1, which is empty now. */
  readonly secret: RefreshSecret;
  /** g(peer), 32-byte secret scalar. Seal it to the peer, then zeroize it. */
  readonly shareForPeer: Uint8Array;
  /** g(2), 32-byte secret scalar for the backup kit. Seal it to the kit's public key, then zeroize it. */
  readonly shareForBackup: Uint8Array;
};

/**
 * Accepts the peer's commitment and hands out one's own polynomial's values.
 * @throws RefreshPeerError naming the peer, SessionStateError
 */
export function refreshRound2({ secret, peerPackage }: RefreshRound2Parameters): RefreshRound2ReturnType {
  const content = takeState(secret);
  if (content === undefined) throw new SessionStateError("refresh");
  try {
    if (content.peerPackage !== undefined) throw new SessionStateError("refresh");
    const peer = toPeer(content.identifier);
    decodeRefreshPackage(peerPackage, peer);
    const coefficient = Fn.fromBytes(content.coefficient);
    const valueAt = (identifier: Identifier) => Fn.toBytes(Fn.mul(coefficient, BigInt(identifier)));
    const next = createRefreshSecret({ ...content, peerPackage: new Uint8Array(peerPackage) });
    return { secret: next, shareForPeer: valueAt(peer), shareForBackup: valueAt(2) };
  } catch (error) {
    eraseRefreshContent(content);
    throw error;
  }
}
