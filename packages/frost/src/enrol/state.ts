import { zeroize } from "../bytes.ts";
import { SecretState } from "../SecretState.ts";
import type { OnlineIdentifier, PublicKeyPackage } from "../types.ts";

export type EnrolContent = {
  readonly identifier: OnlineIdentifier;
  readonly publicKeyPackage: PublicKeyPackage;
  /** The part this helper keeps for itself, 32 bytes. */
  readonly ownPart: Uint8Array;
};

/** In-memory state of a helper during one enrolment. */
export type EnrolSecret = SecretState<EnrolContent>;

export function createEnrolSecret(content: EnrolContent): EnrolSecret {
  return new SecretState(content, eraseEnrolContent);
}

export function eraseEnrolContent({ ownPart }: EnrolContent): void {
  zeroize(ownPart);
}
