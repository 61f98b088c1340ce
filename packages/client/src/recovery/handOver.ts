import { hashRotateOwner, tandemAddresses, toGuardianConfig } from "@tandem/account";
import { type HandOverRequest, Recovery, SyncedGuardianSet } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import { getRecord } from "../accounts/index.ts";
import { zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { InvalidInputError } from "../errors.ts";
import { type GuardianSet, readBook, toCardChains } from "../guardians/index.ts";
import { type Kit, KitAccountError, KitOutdatedError, openKit } from "../kit/index.ts";
import {
  createOfflineSigner,
  type OfflineAccount,
  type OfflineSigner,
  openDeviceExport,
  SharesMismatchError,
} from "../offline/index.ts";
import { getConfig, getRequestKey, sendSignedRequest } from "../requests/index.ts";
import { confirmWithPasskey } from "../signing/index.ts";
import type { AccountRecord } from "../storage/index.ts";
import { getRecoveryRecord, listRecoveries } from "./records.ts";
import { startServiceRecovery } from "./startServiceRecovery.ts";
import type { HandOverFilesParameters, HandOverParameters, RecoverableAccount, RecoveryRecord } from "./types.ts";

/**
 * Gives an account whose key was dealt on this device to a new key of this device and the co-signer: kit and device sign
 * `RotateOwner`, the service brings it to the chains. Once a chain has it, `finish` keeps the account here under the new
 * key. What was made before a reload is gone on with. Prompts: the present passkey, then those of a new key.
 *
 * @throws KitAccountError, KitCodeError, KitOpenError, KitOutdatedError, PasskeyCancelledError, PasskeyPrfMissingError,
 * PasswordError, ServiceUnreachableError, TandemApiError
 */
export async function handOver(context: ClientContext, parameters: HandOverParameters): Promise<RecoveryRecord> {
  const { accountId, kit, code, password, onProgress } = parameters;
  const record = await getRecord(context, accountId);
  const { account } = record;
  if (!account.isSolo) {
    throw new InvalidInputError("The service has a part of this account's key.", "Make a new key instead.");
  }
  if (kit.accountId !== accountId) throw new KitAccountError();
  const { current } = await readBook(context, accountId);
  if (!current) {
    throw new InvalidInputError("This device does not know the account's guardians.", "Open a guardian's card first.");
  }
  onProgress?.("opening");
  const signer = await openSoloKey(context, { record, kit, code, password });
  return signOver(context, { ...parameters, signer, account, guardians: current });
}

/**
 * The same for a key that is on no device, as the page that works without a server makes it: its kit and its device export,
 * each with its code. Prompts: those of a new key.
 *
 * @throws SharesMismatchError, KitCodeError, KitOpenError, DeviceExportError, PasskeyCancelledError,
 * PasskeyPrfMissingError, PasswordError, ServiceUnreachableError, TandemApiError
 */
export async function handOverFiles(
  context: ClientContext,
  parameters: HandOverFilesParameters,
): Promise<RecoveryRecord> {
  const { kit, code, deviceExport, deviceCode, onProgress } = parameters;
  if (kit.accountId !== deviceExport.accountId) throw new SharesMismatchError({ reason: "account" });
  onProgress?.("opening");
  const opened = await openKit({ kit, code });
  try {
    const { account, keyPackage: device } = await openDeviceExport(deviceExport, deviceCode);
    if (opened.publicKey !== account.publicKey || opened.keyEpoch !== account.keyEpoch) {
      zeroize(device.signingShare);
      throw new SharesMismatchError({ reason: "key" });
    }
    const { keyPackage } = opened;
    const { address, keyEpoch } = account;
    const own = { ...keyPackage, signingShare: Uint8Array.from(keyPackage.signingShare) };
    const signer = createOfflineSigner({ address, keyEpoch, kit: own, device, randomBytes: context.randomBytes });
    const guardians = SyncedGuardianSet.safeParse(opened.details?.guardians[0]).data;
    return await signOver(context, { ...parameters, signer, account, guardians });
  } finally {
    opened.close();
  }
}

type SignOverParameters = Pick<HandOverParameters, "deviceName" | "newPassword" | "onProgress"> & {
  /** Closed in any case. */
  readonly signer: OfflineSigner;
  readonly account: OfflineAccount;
  readonly guardians: GuardianSet | undefined;
};

async function signOver(context: ClientContext, parameters: SignOverParameters): Promise<RecoveryRecord> {
  const { signer, account, guardians, newPassword, deviceName, onProgress } = parameters;
  const { accountId, address, name } = account;
  try {
    const begun =
      (await findBegun(context, accountId)) ??
      (await startServiceRecovery(context, {
        card: await toRecoverable(context, account, guardians),
        requester: name,
        handsOver: accountId,
        ...{ deviceName, password: newPassword, onProgress },
      }));
    const { newOwner, ownerEpoch } = begun.request;
    const ownerSignature = signer.signDigest(hashRotateOwner({ address, newOwner, ownerEpoch: BigInt(ownerEpoch) }));
    const value = { ...begun, handsOver: { accountId, ownerSignature, guardians } };
    // The signature is kept before anybody hears of it.
    await context.storage.write([{ store: "recoveries", key: begun.id, value }]);
    onProgress?.("handing-over");
    await sendHandOver(context, begun);
    return value;
  } finally {
    signer.close();
  }
}

/** Tells the service what the present key has signed. Asked again it does the same. */
export async function sendHandOver(context: ClientContext, { id }: { readonly id: Hex }): Promise<void> {
  const { accountId, request, handsOver } = await getRecoveryRecord(context, id);
  const { ownerSignature } = handsOver ?? {};
  if (!ownerSignature) throw new InvalidInputError("Nothing is signed yet.", "Open the kit and sign first.");
  const body: HandOverRequest = { ownerSignature };
  await sendSignedRequest(context, {
    key: await getRequestKey(context, accountId),
    method: "POST",
    path: `/recoveries/${request.recoveryId}/hand-over`,
    body,
    schema: Recovery,
  });
}

async function findBegun(context: ClientContext, accountId: Hex): Promise<RecoveryRecord | undefined> {
  return (await listRecoveries(context)).find(({ handsOver }) => handsOver?.accountId === accountId);
}

type OpenSoloKeyParameters = Pick<HandOverParameters, "code" | "password"> & {
  readonly record: AccountRecord;
  readonly kit: Kit;
};

/** Share 2 by the kit's code and share 3 by passkey or password, for as long as the signer is open. */
async function openSoloKey(
  context: ClientContext,
  { record, kit, code, password }: OpenSoloKeyParameters,
): Promise<OfflineSigner> {
  const { address, publicKey, keyEpoch } = record.account;
  const opened = await openKit({ kit, code });
  try {
    if (opened.publicKey !== publicKey) throw new KitOutdatedError({ reason: "replaced" });
    const challenge = context.randomBytes(32);
    const { share } = await confirmWithPasskey(context, { record, challenge, password });
    try {
      const [own, device] = [opened.keyPackage, share.keyPackage].map((keyPackage) => ({
        ...keyPackage,
        signingShare: Uint8Array.from(keyPackage.signingShare),
      }));
      if (!own || !device) throw new TypeError("a key of two shares");
      const { randomBytes } = context;
      return createOfflineSigner({ address, keyEpoch, kit: own, device, randomBytes });
    } finally {
      share.close();
    }
  } finally {
    opened.close();
  }
}

/** As a guardian's card would have it. An account without guardians names none: nobody is asked. */
async function toRecoverable(
  context: ClientContext,
  account: OfflineAccount,
  guardians: GuardianSet | undefined,
): Promise<RecoverableAccount> {
  const { name, address, birthKey, configHash, salt, rotations } = account;
  const nobody = {
    config: toGuardianConfig({ guardians: [], threshold: 0 }),
    configEpoch: 1,
    ownerSignature: undefined,
  };
  const { config, configEpoch, ownerSignature } = guardians ?? nobody;
  return {
    accountName: name,
    ...{ address: lower(address), birthKey, configHash, salt, configEpoch },
    config: { ...config, commitments: [...config.commitments] },
    rotations: [...rotations],
    ...(ownerSignature && { firstGuardiansSignature: ownerSignature }),
    factory: lower(tandemAddresses.factory),
    core: lower(tandemAddresses.core),
    chains: toCardChains(context, await getConfig(context)),
  };
}

function lower(address: Address): Address {
  return address.toLowerCase() as Address; // lowercase of hex is hex
}
