export { type AccountCache, type CachedAccount, createAccountCache } from "./accountCache.ts";
export {
  dropUnsettledEvents,
  getHeadBlock,
  type NewAccountEvent,
  putChainOwner,
  recordAccountEvent,
  setHeadBlock,
} from "./accountEvents.ts";
export {
  type AccountKey,
  type AccountRecord,
  type ChainOwner,
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
  sendChannelTest,
  unsubscribeChannel,
} from "./channels.ts";
export { type CreationDraw, drawCreation } from "./creations.ts";
export { createDatabase, type Database, type Statement } from "./database.ts";
export {
  deletePairing,
  deleteWaitingAccounts,
  endQuarantine,
  findPairing,
  insertPairedDevice,
  insertPairing,
  insertPasskey,
  isPairing,
  type PairingRecord,
  removeDevice,
  removePasskey,
  setDeviceName,
} from "./devices.ts";
export { elapse } from "./elapse.ts";
export { freezeAccount, freezeByGuardian, unfreezeAtOnce } from "./freezes.ts";
export {
  acceptGuardianInvite,
  type FirstGuardiansRecord,
  type GuardianInviteRecord,
  getFirstGuardians,
  getGuardianInvite,
  insertGuardianInvite,
  isWaitOver,
  listGuardianInvites,
  listWithoutGuardians,
  markGuardianSeen,
  putFirstGuardians,
  tellSilentGuardians,
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
export { isDatabaseUnavailable } from "./isDatabaseUnavailable.ts";
export {
  admitRestore,
  getLastWait,
  getRestore,
  insertRestore,
  setRestorePasskey,
} from "./kitRestores.ts";
export {
  checkKit,
  findWait,
  getKitAllowed,
  insertKit,
  type KitRecord,
  type MakeKitOutcome,
} from "./kits.ts";
export { migrate } from "./migrate.ts";
export { claimNonce, maintainNoncePartitions, type RequestNonce } from "./nonces.ts";
export { appendOperatorAct, type LoggedAct, listOperatorActs, type OperatorAct } from "./operatorActs.ts";
export { applyDueChanges, changePolicy, findPendingPolicy, requestLoosening } from "./policyChanges.ts";
export {
  type ApprovalRecord,
  alarmRecovery,
  cancelPastRecoveries,
  dropApproval,
  type FullRecovery,
  findRecoveries,
  getRecovery,
  getRecoverySource,
  insertRecovery,
  listReadyRecoveries,
  putAppliedGuardians,
  putApproval,
  putHandOver,
  type RecoveryChainRecord,
  type RecoveryRecord,
  replaceRecoveries,
  takeOverAccount,
  updateRecoveryChain,
  withdrawRecovery,
} from "./recoveries.ts";
export {
  commitRefresh,
  getRefresh,
  insertRefresh,
  isRotating,
  listKitUpdates,
  type RefreshRecord,
  storeRefresh,
} from "./refreshes.ts";
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
  type BeginRotationOutcome,
  changeKey,
  countRotationSession,
  destroyOldShare,
  fenceForRotation,
  getRotation,
  insertRotation,
  listRotationChains,
  listSpreadingRotations,
  type RotationKeyRecord,
  type RotationRecord,
  setRotationChain,
  storeRotationKey,
} from "./rotations.ts";
export { countHpkeSessions, countSealedRows, rewrapRows } from "./sealedRows.ts";
export {
  claimSecondFactorStep,
  insertSecondFactor,
  removeSecondFactor,
  type SecondFactorTry,
  takeSecondFactorTry,
} from "./secondFactors.ts";
export {
  expireIntents,
  findAccountsByAddress,
  getSettledBlock,
  insertMovements,
  type Movement,
  recordUsedEntryNonce,
  setSettledBlock,
  settleOperation,
} from "./settlement.ts";
export { getSealedShare, getSharesMadeAt } from "./shares.ts";
export { countRecoveriesCancelled, listPaidBefore, listWaited } from "./situation.ts";
export { getBudgetUsed, getSpent, type SpentAmount } from "./spend.ts";
export { drawNetwork, hasNetworkLeft, type NetworkDraw } from "./sponsoredNetworks.ts";
export { claimSponsorship, findSponsorship, type SponsorshipRefusal, settleSponsorship } from "./sponsorships.ts";
export { claimStepUp, type StepUp, type StepUpRefusal } from "./stepUps.ts";
export { getSyncBlob, putSyncBlob } from "./syncBlobs.ts";
export type { ChallengePurpose, IntentStatus, PushKeys } from "./tables.ts";
export { listUnsettled, type UnsettledSlot, voidSlot } from "./unsettled.ts";
export {
  cancelWait,
  confirmWait,
  listWaits,
  type RequestWaitParameters,
  type RunningWait,
  requestWait,
} from "./waits.ts";
