export { createGuardianActions } from "./createGuardianActions.ts";
export { GuardianCardError, WalletRefusedError } from "./errors.ts";
export { signAsGuardian, toGuardianSigner } from "./guardianKeys.ts";
export type {
  GuardianActions,
  GuardianBook,
  GuardianCardRecord,
  GuardianChange,
  GuardianEntry,
  GuardianKey,
  GuardianSet,
  GuardianState,
} from "./types.ts";
