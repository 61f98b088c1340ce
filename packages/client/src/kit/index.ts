export {
  KitAccountError,
  KitCodeError,
  type KitCodeProblem,
  KitFormatError,
  type KitFormatProblem,
  KitOpenError,
  KitOutdatedError,
} from "./errors.ts";
export {
  createKitCode,
  deriveKitKeys,
  formatKitCode,
  formatKitFile,
  formatKitLines,
  formatKitQr,
  type Kit,
  KitChain,
  KitDetails,
  type KitHeader,
  type KitKeys,
  type OpenedKit,
  type OpenKitParameters,
  openKit,
  parseKitCode,
  parseKitFile,
  parseKitText,
  type SealKitParameters,
  sealKit,
} from "./format/index.ts";
export { getKitStatus } from "./getKitStatus.ts";
export { makeKit } from "./makeKit.ts";
export { requestKit } from "./requestKit.ts";
export { beginRestore, discardRestore, finishRestore, getRestore } from "./restore/index.ts";
export { testKit } from "./testKit.ts";
export type {
  BeginRestoreParameters,
  BeginRestoreStep,
  FinishRestoreParameters,
  FinishRestoreStep,
  KitActions,
  MadeKit,
  MakeKitParameters,
  MakeKitStep,
  Restore,
  RestorePasskey,
  TestedKit,
  TestKitParameters,
} from "./types.ts";
export { type UpdateKitParameters, updateKit } from "./updateKit.ts";
