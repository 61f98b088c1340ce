export { assertOwnKey } from "./assertOwnKey.ts";
export { createGuardianActions } from "./createGuardianActions.ts";
export { GuardianCardError, GuardianKeyError, WalletCancelledError, WalletRefusedError } from "./errors.ts";
export { findFirst } from "./firstSet.ts";
export { changeBook, readBook } from "./guardianBook.ts";
export { signAsGuardian } from "./guardianKeys.ts";
export { hashFirst } from "./hashFirst.ts";
export { isContract } from "./isContract.ts";
export { keepResigned } from "./keepResigned.ts";
export { hashSet, mergeKnown } from "./knownSets.ts";
export { listFirst } from "./listFirst.ts";
export { readAppliedSets } from "./readAppliedSets.ts";
export { toCardChains } from "./toCardChains.ts";
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
  GuardianNetwork,
  GuardianSet,
  GuardianState,
  GuardianWait,
  KnownGuardianSet,
} from "./types.ts";
