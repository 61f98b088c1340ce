import { encodeSignature, signingDigest } from "@tandem/account";
import { BaseError, stepUpChallenge, TandemApiError } from "@tandem/protocol";
import { getRecord } from "../../accounts/index.ts";
import type { ClientContext } from "../../context.ts";
import { CosignerMisbehavedError, PasskeyCancelledError, PasswordError } from "../../errors.ts";
import { deleteOperation, updateOperation } from "../../journal/index.ts";
import { getRequestKey } from "../../requests/index.ts";
import { confirmWithPasskey, cosign } from "../../signing/index.ts";
import type { JournalOperation, SecondFactor } from "../../types.ts";
import { toSigningRequest } from "../toSigningRequest.ts";
import { proveSecondFactor } from "./proveSecondFactor.ts";
import { failOperation } from "./waitForOperation.ts";

/** Refusals after which the co-signer has reserved nothing for this operation and will not. */
const finalRefusals = new Set([
  "policy_refused",
  "account_frozen",
  "intent_conflict",
  "request_malformed",
  "unknown_id",
]);

/**
 * Confirm and co-sign: one passkey prompt opens the share and proves the person's yes to exactly this digest, under
 * the policy they saw. The row says "co-signing" before the first request leaves and "signed" before anything is sent.
 */
export async function signOperation(
  context: ClientContext,
  operation: JournalOperation,
  parameters: { readonly password?: string | undefined; readonly secondFactor?: SecondFactor | undefined },
): Promise<JournalOperation> {
  const { accountId, prepared, id: intentId, confirmed } = operation;
  const { password } = parameters;
  const { policyHash } = prepared.preview;
  const [record, key] = await Promise.all([getRecord(context, accountId), getRequestKey(context, accountId)]);
  const request = toSigningRequest(prepared);
  const digest = signingDigest(request, { address: record.account.address });
  if (digest !== prepared.digest) throw new CosignerMisbehavedError("the reviewed operation is another one");
  const challenge = stepUpChallenge({ intentId, digest, policyHash, confirmed });
  // Before the prompt: a kit that does not open is no reason for one.
  const secondFactor =
    parameters.secondFactor && (await proveSecondFactor({ accountId, challenge, given: parameters.secondFactor }));
  const { share, assertion } = await confirm(context, operation, { record, challenge, password });
  let current = operation;
  try {
    current = await updateOperation(context, operation, { state: "co-signing", lastError: undefined });
    const { attempt } = prepared;
    const intent = { record, key, share, request, digest, intentId, attempt, confirmed, policyHash, assertion };
    const { signature, receipt } = await cosign(context, { ...intent, secondFactor });
    return await updateOperation(context, current, {
      state: "signed",
      signature: encodeSignature(signature, prepared),
      decision: receipt,
    });
  } catch (error) {
    await noteError(context, current, error);
    throw error;
  } finally {
    share.close();
  }
}

/** A closed prompt leaves no row of an operation that the co-signer never heard of. */
async function confirm(
  context: ClientContext,
  operation: JournalOperation,
  parameters: Parameters<typeof confirmWithPasskey>[1],
) {
  try {
    return await confirmWithPasskey(context, parameters);
  } catch (error) {
    const isHarmless = error instanceof PasskeyCancelledError || error instanceof PasswordError;
    if (isHarmless && operation.times["co-signing"] === undefined) await deleteOperation(context, operation);
    else if (!isHarmless) await noteError(context, operation, error);
    throw error;
  }
}

/** Writes the failure into the row; a refusal ends it, an outage leaves it to be resumed. */
export async function noteError(context: ClientContext, operation: JournalOperation, error: unknown): Promise<void> {
  const { shortMessage, metaMessages } = error instanceof BaseError ? error : new BaseError("Something went wrong.");
  const code = error instanceof TandemApiError ? error.code : undefined;
  const lastError = { message: shortMessage, action: metaMessages[0] ?? "Try again.", code };
  const noted = await updateOperation(context, operation, { lastError });
  if (code !== undefined && finalRefusals.has(code)) await failOperation(context, noted, shortMessage);
}
