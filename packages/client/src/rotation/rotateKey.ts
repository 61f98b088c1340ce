import { Account, BeginRotationResponse } from "@tandem/protocol";
import { type GeneratedKey, generateUsableKey, getRecord, toStoredAccount } from "../accounts/index.ts";
import { zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError, OperationBusyError } from "../errors.ts";
import { keepResigned } from "../guardians/index.ts";
import { lockBusy, tryLock } from "../locks.ts";
import { getRequestKey, type RequestKey, sendSignedRequest } from "../requests/index.ts";
import type { AccountRecord } from "../storage/index.ts";
import type { StoredAccount } from "../types.ts";
import { signRotation } from "./signRotation.ts";
import type { RotateKeyParameters } from "./types.ts";

/**
 * Makes a new key with the co-signer and hands the account to it. Nothing is written before the new share is sealed;
 * from there on every stage is, and a reload goes on: until the old key has signed, the old share is the one to use.
 *
 * @throws PasskeyCancelledError, TandemApiError, CosignerMisbehavedError, OperationBusyError
 */
export async function rotateKey(context: ClientContext, parameters: RotateKeyParameters): Promise<StoredAccount> {
  const account = await tryLock(context, `rotation:${parameters.accountId}`, () => rotate(context, parameters));
  if (account === lockBusy) throw new OperationBusyError();
  return account;
}

async function rotate(context: ClientContext, parameters: RotateKeyParameters): Promise<StoredAccount> {
  const { accountId, onProgress } = parameters;
  const [record, key] = await Promise.all([getRecord(context, accountId), getRequestKey(context, accountId)]);
  const run = { ...parameters, record, key };
  // Signed before: the answer of the last step may have been lost.
  const signed = record.rotation?.ownerSignature ? record : await sign(context, run);
  const account = await complete(context, signed, key);
  onProgress?.("done");
  return account;
}

type Run = RotateKeyParameters & { readonly record: AccountRecord; readonly key: RequestKey };

async function sign(context: ClientContext, run: Run): Promise<AccountRecord> {
  const { accountId, record, key, onProgress } = run;
  const begun = await sendSignedRequest(context, {
    key,
    method: "POST",
    path: `/accounts/${accountId}/rotations`,
    body: {},
    schema: BeginRotationResponse,
  });
  const { rotationId } = begun;
  const pending = record.rotation;
  const isOurs = pending?.rotationId === rotationId && pending.newOwner === begun.newOwner;
  if (isOurs || begun.status === "signed") return signRotation(context, { ...run, begun, generated: undefined });
  const generated = await generate(context, run, begun);
  try {
    onProgress?.("passkey");
    return await signRotation(context, { ...run, begun, generated });
  } finally {
    zeroize(generated.keyPackage.signingShare);
  }
}

async function generate(
  context: ClientContext,
  { accountId, key, onProgress }: Run,
  { rotationId, keyEpoch }: BeginRotationResponse,
): Promise<GeneratedKey> {
  const generated = await generateUsableKey(context, {
    accountId,
    key,
    path: `/accounts/${accountId}/rotations/${rotationId}/dkg`,
    onProgress: (step) => onProgress?.(step),
  });
  if (generated.keyEpoch === keyEpoch) return generated;
  zeroize(generated.keyPackage.signingShare);
  throw new CosignerMisbehavedError("a new key of another epoch");
}

/** The co-signer changes to the new key, then this device does. */
async function complete(context: ClientContext, record: AccountRecord, key: RequestKey): Promise<StoredAccount> {
  const { rotation, ...rest } = record;
  const { accountId, createdAt } = record.account;
  if (!rotation?.ownerSignature) throw new TypeError("the rotation is not signed");
  const { ownerSignature } = rotation;
  const answer = await sendSignedRequest(context, {
    key,
    method: "POST",
    path: `/accounts/${accountId}/rotations/${rotation.rotationId}/complete`,
    body: { ownerSignature },
    schema: Account,
  });
  const isExpected = answer.accountId === accountId && answer.publicKey === rotation.newOwner;
  if (!isExpected || answer.keyEpoch !== rotation.keyEpoch) {
    throw new CosignerMisbehavedError("another key than the one that was made");
  }
  const { publicKeyPackage, transcriptHash, sealedShare, wraps, unlock } = rotation;
  const known = record.account.publicKey;
  const account = await toStoredAccount(context, { account: answer, known, unlock, createdAt });
  const value = { ...rest, account, publicKeyPackage, transcriptHash, sealedShare, wraps, unlock };
  await context.storage.write([{ store: "accounts", key: accountId, value }]);
  const { firstGuardiansSignature } = rotation;
  if (firstGuardiansSignature) await keepResigned(context, { accountId, ownerSignature: firstGuardiansSignature });
  return account;
}
