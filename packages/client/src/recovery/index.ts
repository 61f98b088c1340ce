export { createRecoveryActions } from "./createRecoveryActions.ts";
export { RecoveryApprovalError, RecoveryCardError, RecoveryLookupError, RecoveryRequestError } from "./errors.ts";
export type {
  CancelChainProgress,
  ContractApproval,
  HandOverFilesParameters,
  HandOverStep,
  RecoverableAccount,
  RecoveryActions,
  RecoveryChainProgress,
  RecoveryProgressReport,
  RecoveryRecord,
  RecoveryTransaction,
  StartRecoveryStep,
  StartSoloRecoveryReturnType,
} from "./types.ts";
