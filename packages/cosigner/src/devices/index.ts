export { deleteData } from "./deleteData.ts";
export {
  assertSettled,
  confirmDevice,
  type DeviceCall,
  renameDevice,
  revokeDevice,
  revokeOthers,
} from "./manageDevices.ts";
export { addDevice, readPairing, startPairing, takePairing } from "./pairing.ts";
export { addPasskey, removePasskey, startPasskey } from "./passkeys.ts";
export { confirmSecondFactor, removeSecondFactor, startSecondFactor, takeCode } from "./secondFactor.ts";
