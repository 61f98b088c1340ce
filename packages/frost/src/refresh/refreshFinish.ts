import { isEqualBytes } from "../bytes.ts";
import { Fn } from "../curve.ts";
import { KeyPackageError, SessionStateError, TranscriptMismatchError } from "../errors.ts";
import { checkKeyPackage } from "../keys/checkKeyPackage.ts";
import { toPeer } from "../keys/identifiers.ts";
import { takeState } from "../SecretState.ts";
import type { KeyPackage, PublicKeyPackage } from "../types.ts";
import { eraseRefreshContent, type RefreshContent, type RefreshSecret } from "./state.ts";
import { type RefreshedPackages, readUpdate, updatePackages } from "./updatePackages.ts";
import { decodeRefreshPackage } from "./wire.ts";

export type RefreshFinishParameters = {
  /** From `refreshRound2`; used up, also when this throws. */
  readonly secret: RefreshSecret;
  /** The share and public package of the running key epoch. They are not changed. */
  readonly keyPackage: KeyPackage;
  readonly publicKeyPackage: PublicKeyPackage;
  /** The same bytes that round 2 accepted. */
  readonly peerPackage: Uint8Array;
  /** The peer's g at one's own identifier, opened from its sealed message. Zeroize it after. */
  readonly peerShare: Uint8Array;
};

/**
 * Makes the share and public package of the next key epoch. Keep both epochs until a self-test under the new one
 * passed, then erase the old share.
 *
 * @throws RefreshPeerError naming the peer, TranscriptMismatchError when `peerPackage` is not the one of round 2,
 *   RetryRefreshError, KeyPackageError, SessionStateError
 */
export function refreshFinish({ secret, ...parameters }: RefreshFinishParameters): RefreshedPackages {
  const content = takeState(secret);
  if (content === undefined) throw new SessionStateError("refresh");
  try {
    return finish(content, parameters);
  } finally {
    eraseRefreshContent(content);
  }
}

function finish(content: RefreshContent, parameters: Omit<RefreshFinishParameters, "secret">): RefreshedPackages {
  const { identifier, coefficient, ownPackage } = content;
  const { keyPackage, publicKeyPackage, peerPackage, peerShare } = parameters;
  if (content.peerPackage === undefined) throw new SessionStateError("refresh");
  if (!isEqualBytes(content.peerPackage, peerPackage)) throw new TranscriptMismatchError();
  if (keyPackage.identifier !== identifier) throw new KeyPackageError("the share is of another identifier");
  checkKeyPackage(keyPackage, publicKeyPackage);

  const peer = toPeer(identifier);
  const commitments = [decodeRefreshPackage(ownPackage, identifier), decodeRefreshPackage(peerPackage, peer)] as const;
  const ownUpdate = Fn.mul(Fn.fromBytes(coefficient), BigInt(identifier));
  const peerUpdate = readUpdate(peerShare, peer, commitments[1], identifier);
  return updatePackages({ keyPackage, publicKeyPackage }, [ownUpdate, peerUpdate], commitments);
}
