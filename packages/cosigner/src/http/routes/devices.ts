import {
  AddDeviceRequest,
  AddPasskeyRequest,
  ConfirmDeviceRequest,
  ConfirmSecondFactorRequest,
  DeleteDataRequest,
  DeviceKeyId,
  FindPairingRequest,
  Pairing,
  PairingId,
  PasskeyChallengeResponse,
  RemovePasskeyRequest,
  RemoveSecondFactorRequest,
  RenameDeviceRequest,
  RevokeDeviceRequest,
  RevokeOthersRequest,
  StartPairingRequest,
  StartPairingResponse,
  StartSecondFactorRequest,
  StartSecondFactorResponse,
  TakePairingResponse,
  Wait,
} from "@tandem/protocol";
import {
  addDevice,
  addPasskey,
  confirmDevice,
  confirmSecondFactor,
  type DeviceCall,
  deleteData,
  readPairing,
  removePasskey,
  removeSecondFactor,
  renameDevice,
  revokeDevice,
  revokeOthers,
  startPairing,
  startPasskey,
  startSecondFactor,
  takePairing,
} from "../../devices/index.ts";
import { unknownAccount } from "../../doors/index.ts";
import { type Call, defineRoute, type Route } from "../route.ts";
import { callerOf } from "./accounts.ts";

function deviceOf(call: Call<unknown>): DeviceCall {
  const target = DeviceKeyId.safeParse(call.params.keyId);
  if (!target.success) throw unknownAccount();
  return { ...callerOf(call), target: target.data };
}

const managing: readonly Route[] = [
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/devices/revoke-others",
    summary: "Take every other device out of the account",
    isSigned: true,
    request: RevokeOthersRequest,
    handle: (context, call) => revokeOthers(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/devices/{keyId}/rename",
    summary: "Name a device",
    isSigned: true,
    request: RenameDeviceRequest,
    handle: (context, call) => renameDevice(context, deviceOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/devices/{keyId}/revoke",
    summary: "Take a device out of the account at once",
    isSigned: true,
    request: RevokeDeviceRequest,
    handle: (context, call) => revokeDevice(context, deviceOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/devices/{keyId}/confirm",
    summary: "End the quarantine of a new device, from another one",
    isSigned: true,
    request: ConfirmDeviceRequest,
    handle: (context, call) => confirmDevice(context, deviceOf(call), call.body),
  }),
];

const adding: readonly Route[] = [
  defineRoute({
    method: "post",
    path: "/pairings",
    summary: "A new device shows a code for its keys",
    isSigned: true,
    request: StartPairingRequest,
    response: StartPairingResponse,
    handle: (context, { signed, body }) => startPairing(context, signed.keyId, body),
  }),
  defineRoute({
    method: "post",
    path: "/pairings/find",
    summary: "The keys behind a code",
    isSigned: true,
    request: FindPairingRequest,
    response: Pairing,
    handle: (context, { body }) => readPairing(context, body),
  }),
  defineRoute({
    method: "post",
    path: "/pairings/{pairingId}/take",
    summary: "What was sealed for the new device, once it is",
    isSigned: true,
    response: TakePairingResponse,
    handle: (context, call) => {
      const pairingId = PairingId.safeParse(call.params.pairingId);
      if (!pairingId.success) throw unknownAccount();
      return takePairing(context, { keyId: call.signed.keyId, pairingId: pairingId.data });
    },
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/devices",
    summary: "Add the device behind a code",
    isSigned: true,
    request: AddDeviceRequest,
    handle: (context, call) => addDevice(context, callerOf(call), call.body),
  }),
];

const guarding: readonly Route[] = [
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/passkeys/challenge",
    summary: "Begin to add a passkey",
    isSigned: true,
    response: PasskeyChallengeResponse,
    handle: (context, call) => startPasskey(context, callerOf(call)),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/passkeys",
    summary: "One more passkey of the account",
    isSigned: true,
    request: AddPasskeyRequest,
    handle: (context, call) => addPasskey(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/passkeys/remove",
    summary: "Take a passkey out of the account",
    isSigned: true,
    request: RemovePasskeyRequest,
    handle: (context, call) => removePasskey(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/second-factor",
    summary: "A secret for an app that makes codes",
    isSigned: true,
    request: StartSecondFactorRequest,
    response: StartSecondFactorResponse,
    handle: (context, call) => startSecondFactor(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/second-factor/confirm",
    summary: "The first code: from now on it counts",
    isSigned: true,
    request: ConfirmSecondFactorRequest,
    handle: (context, call) => confirmSecondFactor(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/second-factor/remove",
    summary: "Do without the second factor",
    isSigned: true,
    request: RemoveSecondFactorRequest,
    handle: (context, call) => removeSecondFactor(context, callerOf(call), call.body),
  }),
  defineRoute({
    method: "post",
    path: "/accounts/{accountId}/delete",
    summary: "Delete what the service keeps, in 7 days",
    isSigned: true,
    request: DeleteDataRequest,
    response: Wait,
    handle: (context, call) => deleteData(context, callerOf(call), call.body),
  }),
];

/** Devices and passkeys of an account, its second factor, and leaving. */
export const deviceRoutes: readonly Route[] = [...managing, ...adding, ...guarding];
