import {
  assertGuardian,
  getRecoveryTypedData,
  hashGuardian,
  hashRecoveryMessage,
  toCanonicalSignature,
} from "@tandem/account";
import {
  bytesToBase64url,
  type GuardianCard,
  Recovery,
  RecoveryApprovalLink,
  type RecoveryRequestLink,
} from "@tandem/protocol";
import { type Hex, isAddressEqual } from "viem";
import type { ClientContext } from "../context.ts";
import { ServiceUnreachableError } from "../errors.ts";
import type { GuardianKey } from "../guardians/index.ts";
import { assertOwnKey, signAsGuardian } from "../guardians/index.ts";
import { sendPublicRequest } from "../requests/index.ts";
import { assertCounted } from "./assertCounted.ts";
import { RecoveryApprovalError, RecoveryCardError } from "./errors.ts";
import { getRecoveryRecord } from "./records.ts";
import { hashRequest, toJson, toStartRecovery } from "./requests.ts";
import type { RecoveryRecord } from "./types.ts";

export type ApproveRecoveryParameters = {
  readonly request: RecoveryRequestLink;
  readonly card: GuardianCard;
  readonly key: GuardianKey;
};

/**
 * A guardian signs a request with the key on its card. The card is checked first: a signature with another key or for
 * another configuration would count for nothing, two days later.
 *
 * @throws RecoveryCardError, GuardianKeyError, WalletRefusedError, PasskeyCancelledError
 */
export async function approveRecovery(context: ClientContext, parameters: ApproveRecoveryParameters) {
  const { request, card, key } = parameters;
  assertCardFits(request, card);
  assertOwnKey(card, key);
  const message = toStartRecovery(request);
  const typedData = getRecoveryTypedData(request.address, { primaryType: "StartRecovery", message });
  const signature = await signAsGuardian(context, { key, typedData });
  return giveApproval(context, { request, card, signature });
}

type GiveApprovalParameters = Pick<ApproveRecoveryParameters, "card" | "request"> & { readonly signature: Hex };

/** A guardian's answer: to the service where it knows the request, and as a text for who asked. */
export async function giveApproval(context: ClientContext, { request, card, signature }: GiveApprovalParameters) {
  const { guardian } = card;
  const approval: RecoveryApprovalLink = {
    version: 1,
    kind: "tandem-recovery-approval",
    recoveryHash: hashRequest(request),
    name: guardian.name,
    signer: guardian.signer,
    salt: guardian.salt,
    signature,
  };
  const text = bytesToBase64url(new TextEncoder().encode(JSON.stringify(approval)));
  return { approval, text, isSent: await sendApproval(context, request, approval) };
}

/** False where no service knows the request or answers: then the guardian hands the text to who asked. */
async function sendApproval(
  context: ClientContext,
  { recoveryId }: RecoveryRequestLink,
  { signer, salt, signature }: RecoveryApprovalLink,
): Promise<boolean> {
  if (!recoveryId) return false;
  const path = `/recoveries/${recoveryId}/approvals`;
  try {
    await sendPublicRequest(context, { method: "POST", path, body: { signer, salt, signature }, schema: Recovery });
    return true;
  } catch (error) {
    if (error instanceof ServiceUnreachableError) return false;
    throw error;
  }
}

/** @throws RecoveryCardError where the card is another account's, or of another list of guardians. */
export function assertCardFits(request: Pick<RecoveryRequestLink, "address" | "guardians">, card: GuardianCard): void {
  if (!isAddressEqual(card.address, request.address)) {
    throw new RecoveryCardError("Your card is for another account.", "Open the card for this account.");
  }
  if (!request.guardians.config.commitments.includes(hashGuardian(card.guardian))) {
    throw new RecoveryCardError(
      "You are not in the list of guardians that this request names.",
      "The list may have changed since your card was made. Ask your friend for a new card.",
    );
  }
}

/**
 * Takes an approval into the request of this device, once it is checked as the account will check it.
 *
 * @throws RecoveryApprovalError, RecoveryNotFoundError
 */
export async function addApproval(
  context: ClientContext,
  { id, text }: { readonly id: Hex; readonly text: string },
): Promise<RecoveryRecord> {
  const record = await getRecoveryRecord(context, id);
  const approval = await checkApproval({ request: record.request, text });
  if (record.approvals.some(({ signer }) => signer === approval.signer)) throw new RecoveryApprovalError("twice");
  const next = { ...record, approvals: [...record.approvals, approval] };
  await context.storage.write([{ store: "recoveries", key: id, value: next }]);
  return next;
}

/** Checks a guardian's answer as the account will check it. @throws RecoveryApprovalError, ServiceUnreachableError */
export async function checkApproval({
  request,
  text,
}: {
  readonly request: RecoveryRequestLink;
  readonly text: string;
}): Promise<RecoveryApprovalLink> {
  const parsed = RecoveryApprovalLink.safeParse(toJson(text.trim()));
  if (!parsed.success) throw new RecoveryApprovalError("format");
  const approval = parsed.data;
  const { signer, salt, recoveryHash } = approval;
  if (recoveryHash !== hashRequest(request)) throw new RecoveryApprovalError("other-request");
  if (!request.guardians.config.commitments.includes(hashGuardian({ signer, salt }))) {
    throw new RecoveryApprovalError("not-a-guardian");
  }
  assertGuardian({ signer, account: request.address });
  const message = toStartRecovery(request);
  const digest = hashRecoveryMessage(request.address, { primaryType: "StartRecovery", message });
  const signature = await toCanonicalSignature({ signer, digest, signature: approval.signature });
  const { address } = request;
  await assertCounted(request, { address, structHash: recoveryHash, digest, signer, signature });
  return { ...approval, signature };
}
