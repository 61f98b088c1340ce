import { type ActionProof, actionChallenge, bytesToHex } from "@tandem/protocol";
import { zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { getPrfSalt } from "../passkeys/index.ts";
import { getConfig, getSettings } from "../requests/index.ts";
import type { AccountRecord } from "../storage/index.ts";

export type ProveActionParameters = {
  readonly record: AccountRecord;
  /** What is done, for example `freeze`. */
  readonly action: string;
  /** The request's body without the proof, exactly as it will be sent. */
  readonly body: unknown;
};

/**
 * One passkey prompt: the user's yes to exactly this action. Opens no share. Draws the intent id, so keep the proof for
 * a retry of the same request.
 *
 * @throws PasskeyCancelledError, PasskeyFailedError
 */
export async function proveAction(
  context: ClientContext,
  { record, action, body }: ProveActionParameters,
): Promise<ActionProof> {
  const { accountId } = record.account;
  const intentId = bytesToHex(context.randomBytes(32));
  const { rpId } = (await getSettings(context)) ?? (await getConfig(context));
  const { assertion, prf } = await context.passkeys.get({
    rpId,
    challenge: Uint8Array.from(actionChallenge({ intentId, accountId, action, body })),
    // Asked for with every prompt, so that each looks the same to the person; not used here.
    prfSalt: await getPrfSalt(),
    allowCredentials: record.credentials.map(({ credentialId: id, transports }) => ({ id, transports })),
  });
  zeroize(prf);
  return { intentId, assertion };
}
