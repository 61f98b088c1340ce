export { assertOwner } from "./assertOwner.ts";
export {
  type Creation,
  createAccount,
  defaultDeviceName,
  discardCreation,
  type GeneratedKey,
  generateUsableKey,
  loadCreation,
  proveKey,
  requireKey,
  startCreation,
} from "./creation/index.ts";
export { getAccount } from "./getAccount.ts";
export { getActivity } from "./getActivity.ts";
export { getRecord } from "./getRecord.ts";
export { removeAccount } from "./removeAccount.ts";
export { signIn } from "./signIn.ts";
export { toStoredAccount } from "./toStoredAccount.ts";
export { unlock } from "./unlock.ts";
