export { assertOwnKey } from "./assertOwnKey.ts";
export { createGuardianActions } from "./createGuardianActions.ts";
export { GuardianCardError, GuardianKeyError, WalletCancelledError, WalletRefusedError } from "./errors.ts";
export { changeBook, readBook } from "./guardianBook.ts";
export { signAsGuardian, toGuardianSigner } from "./guardianKeys.ts";
export { hashFirst } from "./hashFirst.ts";
export { isContract } from "./isContract.ts";
export { keepResigned } from "./keepResigned.ts";
export { toWalletError } from "./toWalletError.ts";
export type {
  GuardedChain,
  GuardedEvent,
  GuardianActions,
  GuardianBook,
  GuardianCardRecord,
  GuardianCardState,
  GuardianChange,
  GuardianEntry,
  GuardianKey,
  GuardianSet,
  GuardianState,
  GuardianWait,
} from "./types.ts";
