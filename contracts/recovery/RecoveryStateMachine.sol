// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecovery} from "../interfaces/IRecovery.sol";

/// @title RecoveryStateMachine
/// @notice When a recovery, a configuration and an upgrade may start, end and take effect. A pure function of state,
/// event and time: who may cause an event is decided by the caller.
///
/// | from → to | event | conditions | effects |
/// |---|---|---|---|
/// | None, Expired → Pending | start | not cooling down | scheduled configuration and upgrade end |
/// | Pending → Pending′ | start | strictly more approvals, another new owner | ready and expiry start anew |
/// | Pending → None | cancelByOwner | | cooldown |
/// | Pending → None | cancelByGuardians | at least as many approvals as it has | no cooldown |
/// | Pending → Executed | finalize | readyAt ≤ now < expiresAt | deleted; the new owner is installed |
/// | Pending → Expired | time | now ≥ expiresAt | |
/// | None → Scheduled | scheduleConfig, scheduleUpgrade | no pending recovery | replaces one that is scheduled |
/// | Scheduled → Applied | applyConfig, applyUpgrade | no pending recovery, readyAt ≤ now < expiresAt | deleted |
/// | Scheduled → None | cancelConfig, cancelUpgrade | | deleted |
library RecoveryStateMachine {
    /// @notice A recovery that started. All zero for none.
    struct Recovery {
        bytes32 recoveryHash;
        bytes32 newOwner;
        uint48 readyAt;
        uint48 expiresAt;
        uint48 cooldownSeconds;
        uint8 approvals;
    }

    /// @notice Something that takes effect later. All zero for nothing.
    struct Schedule {
        bytes32 hash;
        uint48 readyAt;
        uint48 expiresAt;
    }

    /// @notice Everything that time and events act on.
    struct State {
        Recovery recovery;
        uint48 cooldownUntil;
        Schedule config;
        Schedule upgrade;
    }

    /// @notice What a recovery is at a time.
    /// @param recovery The recovery.
    /// @param timestamp Now.
    /// @return None, Pending or Expired.
    function statusOf(Recovery memory recovery, uint48 timestamp) internal pure returns (IRecovery.RecoveryStatus) {
        if (recovery.recoveryHash == 0) return IRecovery.RecoveryStatus.None;
        return timestamp < recovery.expiresAt ? IRecovery.RecoveryStatus.Pending : IRecovery.RecoveryStatus.Expired;
    }

    /// @notice Guardians start a recovery.
    /// @param state State before.
    /// @param next The recovery, with readyAt and expiresAt.
    /// @param timestamp Now.
    /// @return State after.
    function start(State memory state, Recovery memory next, uint48 timestamp) internal pure returns (State memory) {
        if (timestamp < state.cooldownUntil) revert IRecovery.CoolingDown(state.cooldownUntil);
        if (_isPending(state, timestamp)) {
            if (next.newOwner == state.recovery.newOwner) revert IRecovery.SameNewOwner(next.newOwner);
            if (next.approvals <= state.recovery.approvals) {
                revert IRecovery.TooFewApprovals(next.approvals, uint256(state.recovery.approvals) + 1);
            }
        }
        state.recovery = next;
        delete state.config;
        delete state.upgrade;
        return state;
    }

    /// @notice The owner cancels.
    /// @param state State before.
    /// @param timestamp Now.
    /// @return State after.
    function cancelByOwner(State memory state, uint48 timestamp) internal pure returns (State memory) {
        _requirePending(state, timestamp);
        state.cooldownUntil = timestamp + state.recovery.cooldownSeconds;
        delete state.recovery;
        return state;
    }

    /// @notice Guardians cancel.
    /// @param state State before.
    /// @param recoveryHash The recovery they mean.
    /// @param approvals How many of them approve.
    /// @param timestamp Now.
    /// @return State after.
    function cancelByGuardians(State memory state, bytes32 recoveryHash, uint8 approvals, uint48 timestamp)
        internal
        pure
        returns (State memory)
    {
        _requirePending(state, timestamp);
        if (recoveryHash != state.recovery.recoveryHash) {
            revert IRecovery.RecoveryMismatch(state.recovery.recoveryHash);
        }
        if (approvals < state.recovery.approvals) {
            revert IRecovery.TooFewApprovals(approvals, state.recovery.approvals);
        }
        delete state.recovery;
        return state;
    }

    /// @notice Anyone finalizes. The caller installs `state.recovery.newOwner` as it was before.
    /// @param state State before.
    /// @param timestamp Now.
    /// @return State after.
    function finalize(State memory state, uint48 timestamp) internal pure returns (State memory) {
        _requirePending(state, timestamp);
        if (timestamp < state.recovery.readyAt) revert IRecovery.RecoveryNotReady(state.recovery.readyAt);
        delete state.recovery;
        return state;
    }

    /// @notice The owner schedules a configuration.
    /// @param state State before.
    /// @param schedule What and when.
    /// @param timestamp Now.
    /// @return State after.
    function scheduleConfig(State memory state, Schedule memory schedule, uint48 timestamp)
        internal
        pure
        returns (State memory)
    {
        _requireNotPending(state, timestamp);
        state.config = schedule;
        return state;
    }

    /// @notice Anyone applies the scheduled configuration.
    /// @param state State before.
    /// @param hash The configuration's hash.
    /// @param timestamp Now.
    /// @return State after.
    function applyConfig(State memory state, bytes32 hash, uint48 timestamp) internal pure returns (State memory) {
        _requireNotPending(state, timestamp);
        _requireOpen(state.config, hash, timestamp);
        delete state.config;
        return state;
    }

    /// @notice The owner cancels the scheduled configuration.
    /// @param state State before.
    /// @return State after.
    function cancelConfig(State memory state) internal pure returns (State memory) {
        if (state.config.hash == 0) revert IRecovery.NotScheduled(0);
        delete state.config;
        return state;
    }

    /// @notice The owner schedules an upgrade.
    /// @param state State before.
    /// @param schedule What and when.
    /// @param timestamp Now.
    /// @return State after.
    function scheduleUpgrade(State memory state, Schedule memory schedule, uint48 timestamp)
        internal
        pure
        returns (State memory)
    {
        _requireNotPending(state, timestamp);
        state.upgrade = schedule;
        return state;
    }

    /// @notice Anyone applies the scheduled upgrade.
    /// @param state State before.
    /// @param hash The upgrade's hash.
    /// @param timestamp Now.
    /// @return State after.
    function applyUpgrade(State memory state, bytes32 hash, uint48 timestamp) internal pure returns (State memory) {
        _requireNotPending(state, timestamp);
        _requireOpen(state.upgrade, hash, timestamp);
        delete state.upgrade;
        return state;
    }

    /// @notice The owner cancels the scheduled upgrade.
    /// @param state State before.
    /// @return State after.
    function cancelUpgrade(State memory state) internal pure returns (State memory) {
        if (state.upgrade.hash == 0) revert IRecovery.NotScheduled(0);
        delete state.upgrade;
        return state;
    }

    function _isPending(State memory state, uint48 timestamp) private pure returns (bool) {
        return statusOf(state.recovery, timestamp) == IRecovery.RecoveryStatus.Pending;
    }

    function _requirePending(State memory state, uint48 timestamp) private pure {
        if (!_isPending(state, timestamp)) revert IRecovery.NoPendingRecovery();
    }

    function _requireNotPending(State memory state, uint48 timestamp) private pure {
        if (_isPending(state, timestamp)) revert IRecovery.RecoveryPending(state.recovery.recoveryHash);
    }

    function _requireOpen(Schedule memory schedule, bytes32 hash, uint48 timestamp) private pure {
        if (schedule.hash == 0 || schedule.hash != hash) revert IRecovery.NotScheduled(schedule.hash);
        if (timestamp < schedule.readyAt || timestamp >= schedule.expiresAt) {
            revert IRecovery.OutsideWindow(schedule.readyAt, schedule.expiresAt);
        }
    }
}
