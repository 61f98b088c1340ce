import {
  type AddDeviceRequest,
  deviceEntry,
  type FindPairingRequest,
  hexToBytes,
  type Pairing,
  type StartPairingRequest,
  type StartPairingResponse,
  type TakePairingResponse,
  toPairingId,
  verifyP256,
} from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { assertActionProof, requireAccount } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { findPairing, insertPairedDevice, insertPairing, type PairingRecord } from "../store/index.ts";
import { assertSettled } from "./manageDevices.ts";

const lifetimeMs = 10 * 60_000;
/** What the wire's device list holds. */
const maxDevices = 32;

/** A device that belongs to no account shows a code for its keys. */
export async function startPairing(
  { database, now }: Context,
  keyId: Hex,
  { hpkeKey, deviceName }: StartPairingRequest,
): Promise<StartPairingResponse> {
  const pairingId = toPairingId({ keyId, hpkeKey });
  const expiresAt = Math.round(now()) + lifetimeMs;
  await insertPairing(database, { pairingId, keyId, hpkeKey, deviceName, expiresAt: new Date(expiresAt) });
  return { pairingId, expiresAt };
}

/** What a code belongs to. The device that asks checks the keys against the code itself. */
export async function readPairing(context: Context, { idPrefix }: FindPairingRequest): Promise<Pairing> {
  const { pairingId, keyId, hpkeKey, deviceName, expiresAt } = await requirePairing(context, idPrefix);
  return { pairingId, keyId, hpkeKey, deviceName, expiresAt: expiresAt.getTime() };
}

/** The new device joins the account: vouched for by this one, which has sealed the share for it. */
export async function addDevice(
  context: Context,
  { accountId, keyId }: { readonly accountId: Hex; readonly keyId: Hex },
  request: AddDeviceRequest,
): Promise<void> {
  const record = await requireAccount(context, { accountId, keyId });
  assertSettled(record, keyId);
  if (record.devices.length >= maxDevices) {
    throw new ServiceError("policy_refused", `The account has ${maxDevices} devices.`, {
      rule: "device-limit",
      action: "Remove a device you no longer use, then try again.",
    });
  }
  const pairing = await requirePairing(context, request.pairingId.slice(2));
  const { pairingId, hpkeKey } = pairing;
  if (pairing.keyId !== request.keyId || hpkeKey !== request.hpkeKey) throw pairingOver();
  const entry = { accountId, keyId: pairing.keyId, hpkeKey };
  const isVouched = await verifyP256({
    publicKey: hexToBytes(keyId),
    data: deviceEntry(entry),
    signature: hexToBytes(request.signature),
  });
  if (!isVouched) throw new ServiceError("signature_invalid", "The entry of the new device is not signed.");
  const body = { pairingId, keyId: pairing.keyId, hpkeKey };
  await assertActionProof(context, { record, action: "add-device", body, proof: request.proof });
  const isAdded = await insertPairedDevice(context.database, {
    accountId,
    pairingId,
    sealed: request.sealedShare,
    addedBy: keyId,
    signature: request.signature,
  });
  if (!isAdded) throw pairingOver();
}

/** The new device asks whether somebody has added it. Only the one that showed the code is told. */
export async function takePairing(
  context: Context,
  { keyId, pairingId }: { readonly keyId: Hex; readonly pairingId: Hex },
): Promise<TakePairingResponse> {
  const pairing = await requirePairing(context, pairingId.slice(2));
  if (pairing.keyId !== keyId) throw pairingOver();
  const { accountId, sealed } = pairing;
  return accountId && sealed ? { accountId, sealedShare: sealed } : {};
}

async function requirePairing({ database }: Context, idPrefix: string): Promise<PairingRecord> {
  const pairing = await findPairing(database, idPrefix);
  if (!pairing) throw pairingOver();
  return pairing;
}

function pairingOver(): ServiceError {
  return new ServiceError("unknown_id", "This code is not known, or its time is over.", {
    action: "Show a new code on the new device, then enter it here.",
  });
}
