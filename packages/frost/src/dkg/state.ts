import type { DKG_Secret } from "@noble/curves/abstract/frost.js";
import { zeroize } from "../bytes.ts";
import { SecretState } from "../SecretState.ts";
import { suite } from "../suite.ts";
import type { OnlineIdentifier } from "../types.ts";

export type DkgContent = {
  readonly identifier: OnlineIdentifier;
  readonly state: DKG_Secret;
  readonly ownPackage: Uint8Array;
  /** Set in round 2: the one package of the peer this run accepts. */
  readonly peerPackage?: Uint8Array;
};

/** In-memory state of one key generation. A reload loses it and starts a new session. */
export type DkgSecret = SecretState<DkgContent>;

export function createDkgSecret(content: DkgContent): DkgSecret {
  return new SecretState(content, eraseDkgContent);
}

export function eraseDkgContent({ state }: DkgContent): void {
  for (const { signingShare } of Object.values(state.round2Cache ?? {})) zeroize(signingShare);
  suite.DKG.clean(state);
  delete state.coefficients;
}
