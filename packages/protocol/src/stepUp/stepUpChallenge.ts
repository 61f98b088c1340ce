import { sha256 } from "@noble/hashes/sha2.js";
import type { Hex } from "viem";
import { encodeParts } from "../bytes/encodeParts.ts";
import { hexToBytes } from "../bytes/hex.ts";

export type StepUpChallengeParameters = {
  /** 32 random bytes drawn at Confirm, the same in every retry. */
  readonly intentId: Hex;
  /** What the shares sign, or the hash of the action. */
  readonly digest: Hex;
  /** The policy the user saw. */
  readonly policyHash: Hex;
  /** Names of the rules the user confirmed, in any order; a repeated name counts once. */
  readonly confirmed: readonly string[];
};

/**
 * The WebAuthn challenge of the passkey assertion that goes with a signing request: the user's yes to exactly this
 * digest, under this policy, with these rules confirmed.
 *
 * @returns SHA-256("tandem/stepup/v1" ‖ intentId ‖ digest ‖ policyHash ‖ rule names sorted), every part preceded by its
 * length: 32 bytes.
 */
export function stepUpChallenge(parameters: StepUpChallengeParameters): Uint8Array {
  const { intentId, digest, policyHash, confirmed } = parameters;
  return sha256(
    encodeParts([
      "tandem/stepup/v1",
      hexToBytes(intentId, 32),
      hexToBytes(digest, 32),
      hexToBytes(policyHash, 32),
      ...[...new Set(confirmed)].sort(),
    ]),
  );
}
