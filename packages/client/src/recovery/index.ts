export { createRecoveryActions } from "./createRecoveryActions.ts";
export { RecoveryApprovalError, RecoveryCardError, RecoveryRequestError } from "./errors.ts";
export type {
  CancelChainProgress,
  RecoveryActions,
  RecoveryChainProgress,
  RecoveryProgressReport,
  RecoveryRecord,
  RecoveryTransaction,
  StartRecoveryStep,
  StartSoloRecoveryReturnType,
} from "./types.ts";
