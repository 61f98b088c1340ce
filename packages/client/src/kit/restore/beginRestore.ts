import {
  actionChallenge,
  BeginRestoreResponse,
  base64urlToBytes,
  bytesToHex,
  type KitDoorAccount,
  RestoreStatus,
  SyncedGuardianSet,
} from "@tandem/protocol";
import { getAddress } from "viem";
import { defaultDeviceName } from "../../accounts/index.ts";
import { hexToBytes, zeroize } from "../../bytes.ts";
import type { ClientContext } from "../../context.ts";
import { PasskeyFailedError } from "../../errors.ts";
import { getPrfSalt } from "../../passkeys/index.ts";
import { createRequestKey, getConfig, sendSignedRequest } from "../../requests/index.ts";
import type { RestoreRecord } from "../../storage/index.ts";
import { createDeviceKey } from "../../vault/index.ts";
import { type OpenedKit, openKit } from "../format/index.ts";
import type { BeginRestoreParameters, Restore } from "../types.ts";
import { openKitDoor } from "./openKitDoor.ts";
import { toRestore } from "./toRestore.ts";

/**
 * Part one of the way back: the kit opens its door, and a passkey says yes. With one that the account knows the rest can
 * follow at once; a new one waits 48 hours, in which every device is told and can stop it.
 *
 * @throws KitCodeError, KitOpenError, KitOutdatedError, PasskeyCancelledError, TandemApiError
 */
export async function beginRestore(context: ClientContext, parameters: BeginRestoreParameters): Promise<Restore> {
  const { kit, code, passkey, deviceName = defaultDeviceName, onProgress } = parameters;
  const opened = await openKit({ kit, code });
  try {
    onProgress?.("opening");
    const account = await openKitDoor(context, opened);
    const known = await context.storage.get("restores", account.accountId);
    const key = known?.key ?? { version: 1, ...(await createRequestKey()), deviceKey: await createDeviceKey() };
    const path = `/accounts/${account.accountId}/kit/restore`;
    const { challenge } = await sendSignedRequest(context, {
      key: opened.requestKey,
      method: "POST",
      path,
      body: { keyId: key.keyId, deviceName },
      schema: BeginRestoreResponse,
    });
    onProgress?.("passkey");
    const step = { account, challenge, keyId: key.keyId };
    const chosen = passkey === "new" ? await makePasskey(context, step) : await askPasskey(context, step);
    const status = await sendSignedRequest(context, {
      key: opened.requestKey,
      method: "POST",
      path: `${path}/passkey`,
      body: { keyId: key.keyId, passkey: chosen.body },
      schema: RestoreStatus,
    });
    const record: RestoreRecord = {
      version: 1,
      accountId: account.accountId,
      name: account.name,
      address: getAddress(account.address),
      deviceName,
      compactKit: bytesToHex(kit.compact),
      key,
      credential: chosen.credential,
      needsPassword: !chosen.hasPrf,
      guardians: toGuardians(opened),
      createdAt: context.now(),
    };
    await context.storage.write([{ store: "restores", key: account.accountId, value: record }]);
    return toRestore(record, status);
  } finally {
    opened.close();
  }
}

/** Undefined for a sheet, which has no room for them, and for a kit from before they were in it. */
function toGuardians({ details }: OpenedKit): RestoreRecord["guardians"] {
  return SyncedGuardianSet.safeParse(details?.guardians[0]).data;
}

type Step = {
  readonly account: KitDoorAccount;
  readonly challenge: string;
  readonly keyId: OpenedKit["requestKey"]["keyId"];
};

async function makePasskey(context: ClientContext, { account, challenge }: Step) {
  const { rpId, name: rpName } = await getConfig(context);
  const prfSalt = await getPrfSalt();
  const { registration, prf } = await context.passkeys.create({
    rpId,
    rpName,
    userId: hexToBytes(account.accountId),
    userName: account.name,
    challenge: Uint8Array.from(base64urlToBytes(challenge)),
    prfSalt,
    excludeCredentials: account.credentials.map(({ credentialId: id, transports }) => ({ id, transports })),
  });
  const credential = { credentialId: registration.id, transports: registration.response.transports };
  // Where creation gives no value, some passkeys give it at the first use.
  const asked = prf
    ? undefined
    : await context.passkeys.get({
        rpId,
        challenge: context.randomBytes(32),
        prfSalt,
        allowCredentials: [{ id: credential.credentialId, transports: credential.transports }],
      });
  const hasPrf = prf !== undefined || asked?.prf !== undefined;
  zeroize(prf, asked?.prf);
  return { body: { kind: "new", registration }, credential, hasPrf };
}

async function askPasskey(context: ClientContext, { account, keyId }: Step) {
  const { rpId } = await getConfig(context);
  const { accountId, credentials } = account;
  const intentId = bytesToHex(context.randomBytes(32));
  const { assertion, prf } = await context.passkeys.get({
    rpId,
    challenge: Uint8Array.from(actionChallenge({ intentId, accountId, action: "kit-restore", body: { keyId } })),
    prfSalt: await getPrfSalt(),
    allowCredentials: credentials.map(({ credentialId: id, transports }) => ({ id, transports })),
  });
  const hasPrf = prf !== undefined;
  zeroize(prf);
  const credential = credentials.find(({ credentialId }) => credentialId === assertion.id);
  if (!credential) throw new PasskeyFailedError();
  return { body: { kind: "registered", proof: { intentId, assertion } }, credential, hasPrf };
}
