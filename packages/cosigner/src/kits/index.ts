export { checkKit } from "./checkKit.ts";
export { getKitStatus } from "./getKitStatus.ts";
export { makeKit } from "./makeKit.ts";
export { requestKit } from "./requestKit.ts";
export {
  admitRestore,
  beginKitRotation,
  beginRestore,
  getRestoreStatus,
  openKitDoor,
  setPasskey,
} from "./restore.ts";
