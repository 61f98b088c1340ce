import { createHash } from "node:crypto";
import { encodeParts } from "@tandem/frost";
import {
  type Account,
  type BeginRestoreRequest,
  type BeginRestoreResponse,
  type BeginRotationResponse,
  bytesToBase64url,
  bytesToHex,
  hexToBytes,
  type KitDoorAccount,
  type RestorePasskeyRequest,
  type RestoreStatus,
} from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import {
  assertActionProof,
  getAccount,
  issueChallenge,
  readClientChallenge,
  requireKey,
  verifyRegistration,
} from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { beginRotation } from "../rotation/index.ts";
import {
  admitRestore as admit,
  getLastWait,
  getRestore,
  insertRestore,
  listKitUpdates,
  raiseAlarm,
  requestWait,
  setRestorePasskey,
  takeChallenge,
} from "../store/index.ts";
import { kitReplaced, requireKit } from "./requireKit.ts";
import type { Caller } from "./rules.ts";

/** Without a passkey of the account: 48 hours in which any device can stop it, then a week to finish. */
const restoreWait = { delaySeconds: 2 * 86_400, windowSeconds: 7 * 86_400 } as const;
const waitKind = "kit-rotation";

/** A device that comes back: the kit's key signs the request, the new device's key is named in it. */
type Restore = { readonly accountId: Hex; readonly kitKeyId: Hex; readonly keyId: Hex };

/** The kit's door: public facts of the account. The owner is told that a kit was opened. */
export async function openKitDoor(context: Context, caller: Caller): Promise<KitDoorAccount> {
  const { record } = await requireKit(context, caller);
  const { publicKeyPackage, transcriptHash: _, rotations, recovered, ...key } = requireKey(record);
  await raiseAlarm(context.database, { accountId: record.accountId, kind: "kit-opened" });
  return {
    accountId: record.accountId,
    name: record.name,
    ...key,
    rotations: [...rotations],
    ...(recovered && { recovered }),
    publicKeyPackage: bytesToHex(publicKeyPackage),
    keyEpoch: record.keyEpoch,
    frozen: record.frozen,
    hasVault: record.hasVault,
    credentials: record.credentials.map(({ credentialId, transports }) => ({
      credentialId: credentialId.toString("base64url"),
      transports: [...transports],
    })),
    updates: await listKitUpdates(context.database, record.accountId, caller.keyId),
  };
}

/** The new device says its name, and gets a challenge for a passkey of its own. */
export async function beginRestore(
  context: Context,
  caller: Caller,
  { keyId, deviceName }: BeginRestoreRequest,
): Promise<BeginRestoreResponse> {
  await requireKit(context, caller);
  const { accountId } = caller;
  await insertRestore(context.database, { accountId, keyId, kitKeyId: caller.keyId, deviceName });
  const { challenge } = await issueChallenge(context, { purpose: "registration", accountId, keyId });
  return { challenge };
}

/** A passkey of the account says yes, or a new one is registered and the 48 hours begin. */
export async function setPasskey(
  context: Context,
  caller: Caller,
  { keyId, passkey }: RestorePasskeyRequest,
): Promise<RestoreStatus> {
  const { record } = await requireKit(context, caller);
  const { accountId } = caller;
  const restore: Restore = { accountId, kitKeyId: caller.keyId, keyId };
  const known = await requireRestore(context, restore);
  if (passkey.kind === "registered") {
    await assertActionProof(context, { record, action: "kit-restore", body: { keyId }, proof: passkey.proof });
    const credentialId = Buffer.from(passkey.proof.assertion.id, "base64url");
    if (!(await setRestorePasskey(context.database, restore, { credentialId }))) throw unknownRestore();
    return { state: "ready" };
  }
  const { registration } = passkey;
  if (known.credentialId !== bytesToHex(Buffer.from(registration.id, "base64url"))) {
    const claimed = readClientChallenge(registration.response.clientDataJSON);
    const challenge =
      claimed &&
      (await takeChallenge(context.database, { purpose: "registration", accountId, keyId, challenge: claimed }));
    if (!challenge) {
      throw new ServiceError("request_malformed", "The passkey answers a challenge that is used up or too old.", {
        action: "Start again with the kit.",
      });
    }
    const { credentialId, ...registered } = await verifyRegistration(
      context,
      registration,
      bytesToBase64url(hexToBytes(challenge)),
    );
    if (!(await setRestorePasskey(context.database, restore, { credentialId, registered }))) throw unknownRestore();
  }
  const { waitId, readyAt, expiresAt } = await requestWait(context.database, {
    waitId: context.randomBytes(16),
    accountId,
    kind: waitKind,
    subject: toSubject(restore),
    facts: { device: known.deviceName },
    ...restoreWait,
  });
  return { state: "waiting", waitId, readyAt, expiresAt };
}

/** How a restore stands, for the new device itself: it asks without the kit. */
export async function getRestoreStatus(context: Context, caller: Caller): Promise<RestoreStatus> {
  const known = await getRestore(context.database, caller);
  if (!known) throw unknownRestore();
  const { kitKeyId, credentialId, byPasskey, isAdmitted } = known;
  if (!credentialId) return { state: "passkey" };
  if (byPasskey || isAdmitted) return { state: "ready" };
  const subject = toSubject({ ...caller, kitKeyId });
  const wait = await getLastWait(context.database, { accountId: caller.accountId, kind: waitKind, subject });
  if (!wait || wait.isCancelled) return { state: "stopped" };
  const { waitId, readyAt, expiresAt, isReady } = wait;
  return { state: isReady ? "ready" : "waiting", waitId, readyAt, expiresAt };
}

/** The new device becomes one of the account's. It may then change the key, with the kit's share in place of the old one. */
export async function admitRestore(
  context: Context,
  caller: Caller,
  { keyId }: { readonly keyId: Hex },
): Promise<Account> {
  await requireKit(context, caller);
  const restore: Restore = { accountId: caller.accountId, kitKeyId: caller.keyId, keyId };
  switch (await admit(context.database, { ...restore, subject: toSubject(restore) })) {
    case "ok":
      return getAccount(context, { accountId: caller.accountId, keyId });
    case "wait":
      throw new ServiceError("policy_refused", "Without a passkey of the account this takes 48 hours.", {
        rule: "kit-wait",
        action: "Come back with the kit when the time is over.",
      });
    case "taken":
      throw new ServiceError("intent_conflict", "This passkey belongs to an account already.", {
        action: "Start again and make a new passkey.",
      });
    case "replaced":
      throw kitReplaced();
    case "unknown":
      throw unknownRestore();
  }
}

/** Begins the change of the key by {1,2}, for a device that a kit brought back. */
export async function beginKitRotation(context: Context, caller: Caller): Promise<BeginRotationResponse> {
  const restore = await getRestore(context.database, caller);
  if (!restore?.isAdmitted) throw unknownRestore();
  return beginRotation(context, { ...caller, byKit: true });
}

async function requireRestore(context: Context, restore: Restore) {
  const known = await getRestore(context.database, restore);
  if (!known) throw unknownRestore();
  return known;
}

/** What the wait allows: this kit brings back this device. */
function toSubject({ accountId, kitKeyId, keyId }: Restore): Uint8Array {
  const parts = ["tandem/kit-restore-wait/v1", hexToBytes(accountId), hexToBytes(kitKeyId), hexToBytes(keyId)];
  return createHash("sha256").update(encodeParts(parts)).digest();
}

function unknownRestore(): ServiceError {
  return new ServiceError("unknown_id", "There is no such restore under way.", {
    action: "Start again with the kit.",
  });
}
