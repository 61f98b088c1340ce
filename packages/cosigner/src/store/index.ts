export { type AccountCache, type CachedAccount, createAccountCache } from "./accountCache.ts";
export {
  dropUnsettledEvents,
  getHeadBlock,
  type NewAccountEvent,
  recordAccountEvent,
  setHeadBlock,
} from "./accountEvents.ts";
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
export { listAlarms, markAlarmsSeen, type NewAlarm, raiseAlarm } from "./alarms.ts";
export { toBytes, toHex } from "./bytes.ts";
export { insertChallenge, takeChallenge } from "./challenges.ts";
export {
  type ChannelRecord,
  claimDeliveries,
  confirmChannel,
  type Delivery,
  deleteChannel,
  deleteRemovedChannels,
  findChannels,
  finishDelivery,
  insertChannel,
  removeChannel,
  renewCode,
  retryDelivery,
  unsubscribeChannel,
} from "./channels.ts";
export { createDatabase, type Database, type Statement } from "./database.ts";
export { elapse } from "./elapse.ts";
export {
  acceptGuardianInvite,
  type FirstGuardiansRecord,
  type GuardianInviteRecord,
  getFirstGuardians,
  getGuardianInvite,
  insertGuardianInvite,
  isWaitOver,
  listGuardianInvites,
  markGuardianSeen,
  putFirstGuardians,
  updateGuardianInvite,
} from "./guardians.ts";
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
export { migrate } from "./migrate.ts";
export { claimNonce, maintainNoncePartitions, type RequestNonce } from "./nonces.ts";
export {
  type ApprovalRecord,
  alarmRecovery,
  type FullRecovery,
  findRecoveries,
  getRecovery,
  getRecoverySource,
  insertRecovery,
  putAppliedGuardians,
  putApproval,
  type RecoveryChainRecord,
  type RecoveryRecord,
  takeOverAccount,
  updateRecoveryChain,
  withdrawRecovery,
} from "./recoveries.ts";
export {
  claimRelayJobs,
  drawRelayBudget,
  enqueueRelayJob,
  getRelayJob,
  type NewRelayJob,
  type RelayJobKind,
  type RelayJobRecord,
  updateRelayJob,
} from "./relayJobs.ts";
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
export { claimStepUp, type StepUp, type StepUpRefusal } from "./stepUps.ts";
export { getSyncBlob, putSyncBlob } from "./syncBlobs.ts";
export type { ChallengePurpose, IntentStatus, PushKeys } from "./tables.ts";
export {
  cancelWait,
  claimWait,
  listWaits,
  type RequestWaitParameters,
  type RunningWait,
  requestWait,
} from "./waits.ts";
