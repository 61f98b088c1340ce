import { sha256 } from "@noble/hashes/sha2.js";
import type { Hex } from "viem";
import { encodeParts } from "../bytes/encodeParts.ts";
import { hexToBytes } from "../bytes/hex.ts";
import { canonicalJson } from "../policy/canonicalJson.ts";

export type ActionChallengeParameters = {
  /** 32 random bytes drawn when the user says yes, the same in every retry, used once an account. */
  readonly intentId: Hex;
  readonly accountId: Hex;
  /** What is done, for example `freeze` or `revoke-device`. */
  readonly action: string;
  /** The request's body without its proof, as it was sent. */
  readonly body: unknown;
};

/**
 * The WebAuthn challenge of the passkey assertion that goes with an action which signs nothing: the user's yes to
 * exactly this action with exactly these values on this account.
 *
 * @returns SHA-256("tandem/action/v1" ‖ intentId ‖ accountId ‖ action ‖ canonical JSON of the body), every part preceded
 * by its length: 32 bytes.
 * @throws InvalidParameterError for a body that has no canonical JSON.
 */
export function actionChallenge({ intentId, accountId, action, body }: ActionChallengeParameters): Uint8Array {
  return sha256(
    encodeParts(["tandem/action/v1", hexToBytes(intentId, 32), hexToBytes(accountId, 16), action, canonicalJson(body)]),
  );
}
