import type { Mutation } from "./checker/readSource.ts";

/** A change that breaks a property: the proof has to fail, or it would prove anything. */
export type Control = { readonly path: string; readonly name: string; readonly mutation: Mutation };

const machine = "contracts/recovery/RecoveryStateMachine.sol";
const configs = "contracts/recovery/GuardianConfigs.sol";

const ofMachine = (name: string, find: string, replace: string): Control => ({
  path: "test/formal/properties/StateMachine.sol",
  name,
  mutation: { file: machine, find, replace },
});

const ofConfiguration = (name: string, find: string, replace: string): Control => ({
  path: "test/formal/properties/Configuration.sol",
  name,
  mutation: { file: configs, find, replace },
});

const ofAccount = (name: string, file: string, find: string, replace: string): Control => ({
  path: "test/formal/properties/Account.sol",
  name,
  mutation: { file, find, replace },
});

export const controls: readonly Control[] = [
  ofMachine("finalizeOnlyInTheWindow", "timestamp < recovery.expiresAt ?", "timestamp <= recovery.expiresAt ?"),
  ofMachine("finalizeOnlyInTheWindow", "if (recovery.recoveryHash == 0) return", "if (recovery.newOwner == 0) return"),
  ofMachine("finalizeWaitsTheDelay", "timestamp < state.recovery.readyAt", "timestamp + 1 < state.recovery.readyAt"),
  ofMachine(
    "nothingScheduledSurvivesAStart",
    "delete state.config;\n        delete state.upgrade;",
    "delete state.upgrade;",
  ),
  ofMachine(
    "nothingScheduledSurvivesAStart",
    "delete state.config;\n        delete state.upgrade;",
    "delete state.config;",
  ),
  ofMachine("noStartWhileCoolingDown", "timestamp < state.cooldownUntil", "timestamp + 1 < state.cooldownUntil"),
  ofMachine(
    "replacementNeedsMoreApprovals",
    "next.approvals <= state.recovery.approvals",
    "next.approvals < state.recovery.approvals",
  ),
  ofMachine(
    "replacementNeedsMoreApprovals",
    "next.newOwner == state.recovery.newOwner",
    "next.recoveryHash == state.recovery.recoveryHash",
  ),
  ofMachine(
    "guardiansCancelWithEnoughApprovals",
    "approvals < state.recovery.approvals",
    "approvals + 1 < state.recovery.approvals",
  ),
  ofMachine("theOwnerCancelsUntilExpiry", "timestamp + state.recovery.cooldownSeconds", "timestamp"),
  ofMachine(
    "configurationWaitsAndYields",
    "_requireNotPending(state, timestamp);\n        _requireOpen(state.config",
    "_requireOpen(state.config",
  ),
  ofMachine(
    "upgradeWaitsAndYields",
    "_requireNotPending(state, timestamp);\n        _requireOpen(state.upgrade",
    "_requireOpen(state.upgrade",
  ),
  ofMachine("upgradeWaitsAndYields", "timestamp >= schedule.expiresAt", "timestamp > schedule.expiresAt"),
  ofMachine(
    "theInvariantSurvivesScheduleConfig",
    "_requireNotPending(state, timestamp);\n        state.config = schedule",
    "state.config = schedule",
  ),
  ofConfiguration("thresholdIsWithinTheCount", "threshold > count", "threshold > count + 1"),
  ofConfiguration("thresholdIsWithinTheCount", "count == 0 ? 0 : count < 3 ? 1 : 2", "0"),
  ofConfiguration("thresholdIsWithinTheCount", "MAX_GUARDIANS = 10", "MAX_GUARDIANS = 11"),
  ofConfiguration("delaysAreBounded", "delaySeconds > MAX_DELAY", "delaySeconds > 2 * MAX_DELAY"),
  ofConfiguration("delaysAreBounded", "MIN_RECOVERY_DELAY = 48 hours", "MIN_RECOVERY_DELAY = 47 hours"),
  ofAccount(
    "epochRisesByOne",
    "contracts/account/OwnerRotation.sol",
    "account.ownerEpoch + 1",
    "account.ownerEpoch + 2",
  ),
  ofAccount(
    "nothingPendingSurvivesANewOwner",
    "contracts/account/OwnerRotation.sol",
    "delete guardians.pendingConfigHash;",
    "",
  ),
  ofAccount(
    "loadReadsTheSchedules",
    "contracts/recovery/RecoveryBase.sol",
    "guardians.pendingExpiresAt = state.config.expiresAt",
    "guardians.pendingExpiresAt = state.config.readyAt",
  ),
];
