import { type ActionProof, actionChallenge, bytesToBase64url } from "@tandem/protocol";
import type { Context } from "../context.ts";
import { type AccountRecord, claimStepUp } from "../store/index.ts";
import { assertionRefused, verifyAssertion } from "./webauthn.ts";

export type AssertActionProofParameters = {
  readonly record: AccountRecord;
  /** What is done, for example `freeze`. */
  readonly action: string;
  /** The request's body without the proof. */
  readonly body: unknown;
  readonly proof: ActionProof;
};

/**
 * The user's yes to exactly this action, by a passkey of the account; it counts once. Call it last, right before what it
 * allows.
 *
 * @throws ServiceError `step_up_required`
 */
export async function assertActionProof(
  context: Context,
  { record, action, body, proof }: AssertActionProofParameters,
): Promise<void> {
  const { accountId, credentials } = record;
  const { intentId, assertion } = proof;
  const credential = credentials.find(({ credentialId }) => credentialId.toString("base64url") === assertion.id);
  if (!credential) throw assertionRefused();
  const challenge = bytesToBase64url(actionChallenge({ intentId, accountId, action, body }));
  const passkeyCounter = await verifyAssertion(context, { assertion, challenge, publicKey: credential.publicKey });
  const { credentialId } = credential;
  const refusal = await claimStepUp(context.database, { accountId, intentId, credentialId, passkeyCounter });
  if (refusal) throw assertionRefused();
}
