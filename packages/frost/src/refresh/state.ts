import { zeroize } from "../bytes.ts";
import { SecretState } from "../SecretState.ts";
import type { OnlineIdentifier } from "../types.ts";

export type RefreshContent = {
  readonly identifier: OnlineIdentifier;
  /** a of g(x) = a·x, 32 bytes. */
  readonly coefficient: Uint8Array;
  readonly ownPackage: Uint8Array;
  /** Set in round 2: the one package of the peer this run accepts. */
  readonly peerPackage?: Uint8Array;
};

/** In-memory state of one refresh. */
export type RefreshSecret = SecretState<RefreshContent>;

export function createRefreshSecret(content: RefreshContent): RefreshSecret {
  return new SecretState(content, eraseRefreshContent);
}

export function eraseRefreshContent({ coefficient }: RefreshContent): void {
  zeroize(coefficient);
}
