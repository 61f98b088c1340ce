export { type ConnectChainParameters, type ConnectedChain, connectChain } from "./connectChain.ts";
export {
  type CreateOfflineSignerParameters,
  createOfflineSigner,
  type OfflineSigner,
} from "./createOfflineSigner.ts";
export {
  type DeviceExport,
  type OpenedDeviceExport,
  openDeviceExport,
  parseDeviceExport,
  type SealDeviceExportParameters,
  type SealedDeviceExport,
  sealDeviceExport,
} from "./deviceExport.ts";
export { type EncodeHandleOpsParameters, encodeHandleOps } from "./encodeHandleOps.ts";
export { DeviceExportError, OwnerReplacedError, SharesMismatchError } from "./errors.ts";
export { exportDevice } from "./exportDevice.ts";
export { type GetKeyStandingParameters, getKeyStanding, type KeyStanding } from "./getKeyStanding.ts";
export { type MakeSoloKeyParameters, makeSoloKey, type SoloKey } from "./makeSoloKey.ts";
export {
  type OpenedLocalShare,
  type OpenVaultCopyParameters,
  openLocalShare,
  openVaultCopy,
} from "./openLocalShare.ts";
export { type PrepareOfflineOperationParameters, prepareOfflineOperation } from "./prepareOfflineOperation.ts";
export { type OfflineState, readOfflineAccount, readTokenBalances } from "./readOfflineAccount.ts";
export { type SealSoloFilesParameters, sealSoloFiles } from "./sealSoloFiles.ts";
export {
  type OfflineOutcome,
  sendOfflineOperation,
  waitForOfflineOperation,
} from "./sendOfflineOperation.ts";
export { type SignedOperation, signOfflineOperation } from "./signOfflineOperation.ts";
export type { HandleOpsTransaction, OfflineAccount, OfflineOperation, RenewedShares } from "./types.ts";
