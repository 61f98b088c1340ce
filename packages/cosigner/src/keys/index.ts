export {
  assertCommitments,
  type ComputeShare,
  type ComputeShareParameters,
  computeShare,
  type ServerShare,
} from "./computeShare.ts";
export { createVaultSealer, type VaultConfig } from "./createVaultSealer.ts";
export type { Kek } from "./kek.ts";
export { createKeyFile, type KeyPurpose, keyPurposes, listKeyFiles } from "./keyFile.ts";
export type { KeySealer } from "./keySealer.ts";
export { createKeySet } from "./keySet.ts";
export { type KeyState, type KeyTimes, readKeyStates, updateKeyStates } from "./keyStates.ts";
export type { RelayKey } from "./relayKey.ts";
export { openShare, type SealedShare, sealShare } from "./sealedShare.ts";
export { sealKeyFiles } from "./sealKeyFiles.ts";
export {
  type AccountKeyVersion,
  ensureLocalKeys,
  type LogKey,
  loadServiceKeys,
  type PublicKeys,
  type ServiceKeys,
  type WebPushKey,
} from "./serviceKeys.ts";
export { watchKeys } from "./watchKeys.ts";
