import { getCurrentOwner, hashInstallOwner, hashRotateOwner } from "@tandem/account";
import { selfTestDigest } from "@tandem/frost";
import {
  Account,
  type ActionProof,
  actionChallenge,
  BeginRotationResponse,
  bytesToHex,
  type InstallRotationRequest,
  ServerAnswer,
} from "@tandem/protocol";
import type { Hex } from "viem";
import { assertOwner, type GeneratedKey, generateUsableKey, toStoredAccount } from "../../accounts/index.ts";
import { hexToBytes, zeroize } from "../../bytes.ts";
import type { ClientContext } from "../../context.ts";
import { AccountNotFoundError, CosignerMisbehavedError, PasswordError, VaultOpenError } from "../../errors.ts";
import { hashFirst, keepResigned } from "../../guardians/index.ts";
import { getPrfSalt, type PasskeyAssertion } from "../../passkeys/index.ts";
import { getConfig, keepServer, sendSignedRequest } from "../../requests/index.ts";
import { OpenShare, signers, signTogether } from "../../signing/index.ts";
import type { PendingRotation, RestoreRecord, StorageChange } from "../../storage/index.ts";
import type { StoredAccount } from "../../types.ts";
import { openShare, passwordMinimumLength, type SealSecret, sealShare } from "../../vault/index.ts";
import { KitOutdatedError } from "../errors.ts";
import { type OpenedKit, openKit, parseCompactKit } from "../format/index.ts";
import type { FinishRestoreParameters } from "../types.ts";
import { updateKit } from "../updateKit.ts";
import { openKitDoor } from "./openKitDoor.ts";

/**
 * Part two of the way back: this device becomes one of the account's, a new key is made, and kit and service hand the
 * account to it. What the lost device holds is worth nothing from then on, and so is the kit. Each stage that cannot be
 * repeated is written down before the next; called again it goes on.
 *
 * @throws KitCodeError, KitOpenError; TandemApiError `policy_refused` with rule `kit-wait` before the time has come
 */
export async function finishRestore(
  context: ClientContext,
  parameters: FinishRestoreParameters,
): Promise<StoredAccount> {
  const [record] = await context.storage.list("restores");
  if (!record) throw new AccountNotFoundError();
  const { code, password, onProgress } = parameters;
  if (record.rotation?.ownerSignature) return complete(context, record);
  if (record.needsPassword && (password ?? "").length < passwordMinimumLength) {
    throw new PasswordError({ reason: password ? "short" : "missing" });
  }
  const opened = await openKit({ kit: parseCompactKit(hexToBytes(record.compactKit)), code });
  let current = opened;
  try {
    onProgress?.("opening");
    const { updates } = await openKitDoor(context, opened);
    const account = await admit(context, record, opened);
    if (account.publicKey !== opened.publicKey) throw new KitOutdatedError({ reason: "replaced" });
    await assertOwner(context, { account, known: opened.publicKey });
    const { keyEpoch, publicKeyPackage } = account;
    current = await updateKit({ opened, updates, keyEpoch, publicKeyPackage });
    const run = { record, opened: current, account, password, onProgress };
    return await complete(context, await rotate(context, run));
  } finally {
    current.close();
    opened.close();
  }
}

function admit(context: ClientContext, { key, accountId }: RestoreRecord, opened: OpenedKit): Promise<Account> {
  return sendSignedRequest(context, {
    key: opened.requestKey,
    method: "POST",
    path: `/accounts/${accountId}/kit/restore/admit`,
    body: { keyId: key.keyId },
    schema: Account,
  });
}

type Run = Pick<FinishRestoreParameters, "onProgress" | "password"> & {
  readonly record: RestoreRecord;
  readonly opened: OpenedKit;
  readonly account: Account;
};

/** Makes the new key, seals its share, and lets service and kit sign the account over. */
async function rotate(context: ClientContext, run: Run): Promise<RestoreRecord> {
  const { record, opened, onProgress } = run;
  const { accountId, key } = record;
  const begun = await sendSignedRequest(context, {
    key,
    method: "POST",
    path: `/accounts/${accountId}/kit/rotation`,
    body: {},
    schema: BeginRotationResponse,
  });
  const path = `/accounts/${accountId}/rotations/${begun.rotationId}`;
  const share = new OpenShare({ ...opened.keyPackage, signingShare: Uint8Array.from(opened.keyPackage.signingShare) });
  try {
    if (begun.status === "signed") {
      const rotation = record.rotation;
      if (rotation?.rotationId !== begun.rotationId) throw new CosignerMisbehavedError("another change of the key");
      return await sign(context, { ...run, begun, path, share, rotation, body: undefined });
    }
    onProgress?.("key");
    const generated = await generateUsableKey(context, { accountId, key, path: `${path}/dkg`, onProgress: () => {} });
    try {
      const sealed = await sealNewShare(context, { ...run, begun, generated });
      const tested = await testNewShare(context, { ...run, path, generated, ...sealed });
      return await sign(context, { ...run, begun, path, share, ...tested });
    } finally {
      zeroize(generated.keyPackage.signingShare);
    }
  } finally {
    share.close();
  }
}

type Sealed = {
  readonly record: RestoreRecord;
  readonly rotation: PendingRotation;
  readonly proof: ActionProof;
};

/** One prompt: the yes to exactly this key, and what seals its share. Written down before anything is signed. */
async function sealNewShare(
  context: ClientContext,
  run: Run & { readonly begun: BeginRotationResponse; readonly generated: GeneratedKey },
): Promise<Sealed> {
  const { record, begun, generated, password, onProgress } = run;
  const { accountId, credential, key, needsPassword } = record;
  const { rotationId } = begun;
  const { publicKey: newOwner, keyEpoch, keyPackage, publicKeyPackage, transcriptHash } = generated;
  onProgress?.("passkey");
  const intentId = bytesToHex(context.randomBytes(32));
  const challenge = actionChallenge({ intentId, accountId, action: "rotate", body: { rotationId, newOwner } });
  const { assertion, prf } = await context.passkeys.get({
    rpId: (await getConfig(context)).rpId,
    challenge: Uint8Array.from(challenge),
    prfSalt: await getPrfSalt(),
    ...(credential && { allowCredentials: [{ id: credential.credentialId, transports: credential.transports }] }),
  });
  try {
    const secret = toSecret(assertion, prf, {
      password: needsPassword ? password : undefined,
      deviceKey: key.deviceKey,
    });
    const { randomBytes } = context;
    const sealed = await sealShare({ keyPackage, accountId, keyEpoch, secret, randomBytes });
    const { signingShare } = await openShare({
      sealed,
      accountId,
      publicKey: newOwner,
      publicKeyPackage,
      keyEpoch,
      secret,
    });
    zeroize(signingShare);
    const rotation = { rotationId, newOwner, publicKeyPackage, transcriptHash, keyEpoch, ...sealed };
    const next = { ...record, rotation };
    await context.storage.write([{ store: "restores", key: accountId, value: next }]);
    return { record: next, rotation, proof: { intentId, assertion } };
  } finally {
    zeroize(prf);
  }
}

function toSecret(
  assertion: PasskeyAssertion,
  prf: Uint8Array<ArrayBuffer> | undefined,
  { password, deviceKey }: { readonly password: string | undefined; readonly deviceKey: CryptoKey | undefined },
): SealSecret {
  if (password && deviceKey) return { kind: "password", password, deviceKey };
  if (!prf) throw new VaultOpenError();
  return { kind: "passkey", credentialId: assertion.id, prf };
}

type TestParameters = Run & Sealed & { readonly path: string; readonly generated: GeneratedKey };

/** The new shares sign that they work, `InstallOwner`, and once more the first guardians that the kit knows. */
async function testNewShare(context: ClientContext, parameters: TestParameters) {
  const { record, account, generated, path, proof, rotation, onProgress } = parameters;
  const { publicKeyPackage, keyEpoch, publicKey: newOwner, keyPackage } = generated;
  onProgress?.("testing");
  const share = new OpenShare({ ...keyPackage, signingShare: Uint8Array.from(keyPackage.signingShare) });
  const signAs = async (purpose: InstallRotationRequest["purpose"], digest: Hex): Promise<Hex> => {
    const send: Send = (commitments) =>
      sendSignedRequest(context, {
        key: record.key,
        method: "POST",
        path: `${path}/install`,
        body: { newOwner, purpose, commitments },
        schema: ServerAnswer,
      });
    return (await signTogether(context, { share, publicKeyPackage, keyEpoch, digest, send })).signature;
  };
  try {
    const testDigest = bytesToHex(selfTestDigest(hexToBytes(generated.transcriptHash)));
    const selfTestSignature = await signAs("self-test", testDigest);
    const installSignature = await signAs("install", hashInstallOwner({ address: account.address, newOwner }));
    const { sealedShare, wraps } = rotation;
    const vault = wraps.length > 0 ? { sealedShare, wraps, keyEpoch } : null;
    const body = { newOwner, selfTestSignature, installSignature, vault, signers: [signers[0], 2], proof };
    const { guardians } = record;
    // Where the service keeps others than the kit, nothing is signed: the account then says that they are not.
    const firstGuardiansSignature = guardians?.ownerSignature
      ? await signAs("first-guardians", hashFirst(account.address, guardians)).catch(() => undefined)
      : undefined;
    const tested = { ...record, rotation: { ...rotation, firstGuardiansSignature } };
    await context.storage.write([{ store: "restores", key: account.accountId, value: tested }]);
    return { body, record: tested, rotation: tested.rotation };
  } finally {
    share.close();
  }
}

type Send = Parameters<typeof signTogether<ServerAnswer>>[1]["send"];

type SignParameters = Run & {
  readonly begun: BeginRotationResponse;
  readonly path: string;
  /** Share 2. */
  readonly share: OpenShare;
  readonly rotation: PendingRotation;
  /** Absent where the service has signed before and its answer was lost. */
  readonly body: Awaited<ReturnType<typeof testNewShare>>["body"] | undefined;
};

/** Service and kit, {1,2}, sign `RotateOwner` to the new key. */
async function sign(context: ClientContext, parameters: SignParameters): Promise<RestoreRecord> {
  const { record, opened, account, begun, path, share, rotation, body, onProgress } = parameters;
  onProgress?.("signing");
  const { newOwner } = rotation;
  const { ownerEpoch } = begun;
  if (ownerEpoch !== getCurrentOwner(account).ownerEpoch) throw new CosignerMisbehavedError("another owner epoch");
  const digest = hashRotateOwner({ address: account.address, newOwner, ownerEpoch: BigInt(ownerEpoch) });
  const send: Send = (commitments) =>
    sendSignedRequest(context, {
      key: record.key,
      method: "POST",
      path: body ? `${path}/sign` : `${path}/sign-again`,
      body: { ...body, commitments },
      schema: ServerAnswer,
    });
  const { publicKeyPackage, keyEpoch } = opened;
  const { signature } = await signTogether(context, { share, publicKeyPackage, keyEpoch, digest, send });
  const next = { ...record, rotation: { ...rotation, ownerSignature: signature } };
  await context.storage.write([{ store: "restores", key: record.accountId, value: next }]);
  return next;
}

/** The service changes to the new key, and this device keeps the account. */
async function complete(context: ClientContext, record: RestoreRecord): Promise<StoredAccount> {
  const { accountId, rotation, key, credential, guardians } = record;
  if (!rotation?.ownerSignature) throw new TypeError("the rotation is not signed");
  const config = await getConfig(context);
  const answer = await sendSignedRequest(context, {
    key,
    method: "POST",
    path: `/accounts/${accountId}/rotations/${rotation.rotationId}/complete`,
    body: { ownerSignature: rotation.ownerSignature },
    schema: Account,
  });
  if (answer.publicKey !== rotation.newOwner || answer.keyEpoch !== rotation.keyEpoch) {
    throw new CosignerMisbehavedError("another key than the one that was made");
  }
  const { publicKeyPackage, transcriptHash, sealedShare, wraps, unlock } = rotation;
  const known = rotation.newOwner;
  const account = await toStoredAccount(context, { account: answer, known, unlock, createdAt: context.now() });
  const credentials = credential ? [credential] : answer.credentials;
  const value = {
    version: 1,
    account,
    publicKeyPackage,
    transcriptHash,
    sealedShare,
    wraps,
    unlock,
    credentials,
  } as const;
  await context.storage.write([
    { store: "accounts", key: accountId, value },
    { store: "keys", key: accountId, value: key },
    { store: "restores", key: accountId },
    ...(guardians ? [toBook(accountId, guardians)] : []),
    keepServer(context, config),
  ]);
  const { firstGuardiansSignature } = rotation;
  if (firstGuardiansSignature) await keepResigned(context, { accountId, ownerSignature: firstGuardiansSignature });
  return account;
}

/** The chain says later whether they are still the ones in force. */
function toBook(accountId: Hex, current: NonNullable<RestoreRecord["guardians"]>): StorageChange {
  const value = { version: 1, accountId, current, draft: current.members } as const;
  return { store: "guardians", key: accountId, value };
}
