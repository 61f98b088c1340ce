import { isBytes } from "@noble/hashes/utils.js";
import { Fn, Point, parseScalar } from "../curve.ts";
import { EnrolPeerError, SessionStateError } from "../errors.ts";
import { toPeer } from "../keys/identifiers.ts";
import { takeState } from "../SecretState.ts";
import { type EnrolSecret, eraseEnrolContent } from "./state.ts";
import { decodeEnrolPackage } from "./wire.ts";

export type EnrolRound2Parameters = {
  /** From `enrolRound1`; used up, also when this throws. */
  readonly secret: EnrolSecret;
  /** The other helper's package, 68 bytes. */
  readonly peerPackage: Uint8Array;
  /** The part the other helper made for this one, opened from its sealed message. Zeroize it after. */
  readonly peerPart: Uint8Array;
};

/**
 * Checks what the other helper sent and adds its part to one's own.
 * @returns A 32-byte secret scalar: seal it to the receiver of share 2, then zeroize it.
 * @throws EnrolPeerError naming the other helper, SessionStateError
 */
export function enrolRound2({ secret, peerPackage, peerPart }: EnrolRound2Parameters): Uint8Array {
  const content = takeState(secret);
  if (content === undefined) throw new SessionStateError("enrolment");
  try {
    const { identifier, publicKeyPackage, ownPart } = content;
    const peer = toPeer(identifier);
    const images = decodeEnrolPackage(peerPackage, peer, publicKeyPackage);
    const part = isBytes(peerPart) ? parseScalar(peerPart) : undefined;
    if (part === undefined || !Point.BASE.multiply(part).equals(images[identifier])) {
      throw new EnrolPeerError(peer, "its part does not match its package");
    }
    return Fn.toBytes(Fn.add(Fn.fromBytes(ownPart), part));
  } finally {
    eraseEnrolContent(content);
  }
}
