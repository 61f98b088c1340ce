export { type AccountCache, type CachedAccount, createAccountCache } from "./accountCache.ts";
export {
  type AccountKey,
  type AccountRecord,
  type CredentialRecord,
  deleteExpired,
  findAccountId,
  getAccountRecord,
  insertAccount,
} from "./accounts.ts";
export { listActivity } from "./activity.ts";
export { toBytes, toHex } from "./bytes.ts";
export { insertChallenge, takeChallenge } from "./challenges.ts";
export { createDatabase, type Database, type Statement } from "./database.ts";
export {
  type Answer,
  type DecisionEntry,
  type ReleaseOutcome,
  type Reservation,
  type ReservedDebit,
  type ReserveOutcome,
  recordRefusal,
  releaseIntent,
  reserveIntent,
} from "./intents.ts";
export { isDatabaseUnavailable } from "./isDatabaseUnavailable.ts";
export { migrate } from "./migrate.ts";
export { claimNonce, maintainNoncePartitions, type RequestNonce } from "./nonces.ts";
export {
  expireIntents,
  findAccountsByAddress,
  getSettledBlock,
  insertMovements,
  type Movement,
  setSettledBlock,
  settleOperation,
} from "./settlement.ts";
export { getSealedShare } from "./shares.ts";
export { getBudgetUsed, getSpent, type SpentAmount } from "./spend.ts";
export type { ChallengePurpose, IntentStatus } from "./tables.ts";
