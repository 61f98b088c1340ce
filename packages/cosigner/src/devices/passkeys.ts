import {
  type AddPasskeyRequest,
  bytesToBase64url,
  hexToBytes,
  type PasskeyChallengeResponse,
  type RemovePasskeyRequest,
} from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import {
  assertActionProof,
  assertionRefused,
  issueChallenge,
  readClientChallenge,
  requireAccount,
  verifyRegistration,
} from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import {
  deletePairing,
  insertPasskey,
  isPairing,
  removePasskey as removeFromStore,
  takeChallenge,
} from "../store/index.ts";
import { assertSettled } from "./manageDevices.ts";

type Caller = { readonly accountId: Hex; readonly keyId: Hex };

const purpose = "add-passkey";
const maxPasskeys = 16;

export async function startPasskey(context: Context, caller: Caller): Promise<PasskeyChallengeResponse> {
  const { name } = await requireAccount(context, caller);
  const { challenge } = await issueChallenge(context, { purpose, ...caller });
  return { challenge, name };
}

/** One more passkey: with the yes of one that the account has, or as the first of a device that was just added. */
export async function addPasskey(
  context: Context,
  caller: Caller,
  { registration, wrap, proof }: AddPasskeyRequest,
): Promise<void> {
  const record = await requireAccount(context, caller);
  // The answer was lost, and it is asked again.
  if (record.credentials.some(({ credentialId }) => credentialId.toString("base64url") === registration.id)) return;
  if (record.credentials.length >= maxPasskeys) {
    throw new ServiceError("policy_refused", `The account has ${maxPasskeys} passkeys.`, {
      rule: "passkey-limit",
      action: "Remove one you no longer use, then try again.",
    });
  }
  if (wrap && wrap.credentialId !== registration.id) {
    throw new ServiceError("request_malformed", "The wrapped key is of another passkey.");
  }
  const claimed = readClientChallenge(registration.response.clientDataJSON);
  const challenge = claimed && (await takeChallenge(context.database, { purpose, ...caller, challenge: claimed }));
  if (!challenge) {
    throw new ServiceError("request_malformed", "The passkey answers a challenge that is used up or too old.", {
      action: "Add the passkey again.",
    });
  }
  const credential = await verifyRegistration(context, registration, bytesToBase64url(hexToBytes(challenge)));
  if (proof) {
    assertSettled(record, caller.keyId);
    const body = { credentialId: registration.id };
    await assertActionProof(context, { record, action: "add-passkey", body, proof });
  } else if (!(await isPairing(context.database, caller))) throw assertionRefused();
  const { accountId } = caller;
  if (
    !(await insertPasskey(context.database, { ...credential, accountId, wrap: record.hasVault ? wrap : undefined }))
  ) {
    throw new ServiceError("intent_conflict", "This passkey belongs to an account already.", {
      action: "Create a new passkey.",
    });
  }
  await deletePairing(context.database, caller);
  await context.accounts.reload(accountId);
}

export async function removePasskey(
  context: Context,
  caller: Caller,
  { credentialId, proof }: RemovePasskeyRequest,
): Promise<void> {
  const record = await requireAccount(context, caller);
  assertSettled(record, caller.keyId);
  if (proof.assertion.id === credentialId) {
    throw new ServiceError("request_malformed", "A passkey does not take itself out.", {
      action: "Confirm with another passkey of the account.",
    });
  }
  await assertActionProof(context, { record, action: "remove-passkey", body: { credentialId }, proof });
  if (!(await removeFromStore(context.database, caller.accountId, credentialId))) {
    throw new ServiceError("unknown_id", "There is no such passkey, or it is the last one.");
  }
  await context.accounts.reload(caller.accountId);
}
