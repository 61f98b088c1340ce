import type {
  ConfirmDeviceRequest,
  RenameDeviceRequest,
  RevokeDeviceRequest,
  RevokeOthersRequest,
} from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { assertActionProof, requireAccount } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import { type AccountRecord, endQuarantine, removeDevice, setDeviceName } from "../store/index.ts";

export type DeviceCall = {
  readonly accountId: Hex;
  /** The device that asks. */
  readonly keyId: Hex;
  /** The device it is about. */
  readonly target: Hex;
};

export async function renameDevice(context: Context, call: DeviceCall, { name }: RenameDeviceRequest): Promise<void> {
  await requireTarget(context, call);
  await setDeviceName(context.database, { accountId: call.accountId, keyId: call.target }, name);
}

/** Takes another device out: from now on its request key is refused, at the gate too. */
export async function revokeDevice(
  context: Context,
  call: DeviceCall,
  { isLost, proof }: RevokeDeviceRequest,
): Promise<void> {
  const { accountId, target } = call;
  const record = await requireTarget(context, call);
  if (target === call.keyId) {
    throw new ServiceError("request_malformed", "A device does not take itself out.", {
      action: "Sign out of this device instead.",
    });
  }
  await assertActionProof(context, { record, action: "revoke-device", body: { keyId: target, isLost }, proof });
  const kind = isLost ? "device-lost" : "device-removed";
  await removeDevice(context.database, { accountId, keyId: target, kind });
  await context.accounts.reload(accountId);
}

/** Takes every other device out. */
export async function revokeOthers(
  context: Context,
  { accountId, keyId }: Pick<DeviceCall, "accountId" | "keyId">,
  { proof }: RevokeOthersRequest,
): Promise<void> {
  const record = await requireAccount(context, { accountId, keyId });
  assertSettled(record, keyId);
  await assertActionProof(context, { record, action: "sign-out-everywhere", body: {}, proof });
  for (const device of record.devices.filter((entry) => entry.keyId !== keyId)) {
    await removeDevice(context.database, { accountId, keyId: device.keyId, kind: "device-removed" });
  }
  await context.accounts.reload(accountId);
}

/** Ends the quarantine of a new device, from another one that is past its own. */
export async function confirmDevice(
  context: Context,
  call: DeviceCall,
  { proof }: ConfirmDeviceRequest,
): Promise<void> {
  const { accountId, target, keyId } = call;
  const record = await requireTarget(context, call);
  assertSettled(record, keyId);
  if (target === keyId) throw new ServiceError("request_malformed", "A device does not confirm itself.");
  await assertActionProof(context, { record, action: "confirm-device", body: { keyId: target }, proof });
  await endQuarantine(context.database, { accountId, keyId: target });
  await context.accounts.reload(accountId);
}

async function requireTarget(context: Context, { accountId, keyId, target }: DeviceCall): Promise<AccountRecord> {
  const record = await requireAccount(context, { accountId, keyId });
  if (!record.devices.some((device) => device.keyId === target)) {
    throw new ServiceError("unknown_id", "There is no such device in this account.");
  }
  return record;
}

/** @throws ServiceError `policy_refused` with rule `new-device` while the device is in quarantine */
export function assertSettled({ devices }: AccountRecord, keyId: Hex): void {
  const device = devices.find((entry) => entry.keyId === keyId);
  if (!device?.isNew) return;
  throw new ServiceError("policy_refused", "This device is too new for that.", {
    rule: "new-device",
    action: "Confirm it on another device of the account, or wait a day.",
  });
}
