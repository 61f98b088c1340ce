import { encodeParts } from "../bytes/encodeParts.ts";

/**
 * What a backup kit signs with its request key when it is the second factor of a step-up: the passkey's challenge, which
 * names intent, digest, policy and confirmed rules.
 *
 * @param challenge - of `stepUpChallenge`, 32 bytes.
 */
export function kitApproval(challenge: Uint8Array): Uint8Array {
  return encodeParts(["tandem/kit-approval/v1", challenge]);
}
