// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecovery} from "../../../contracts/interfaces/IRecovery.sol";
import {RecoveryStateMachine as Machine} from "../../../contracts/recovery/RecoveryStateMachine.sol";

/// @dev Each function is one property, for every state, event and time: the checker chooses the arguments. State is
/// copied into plain values before an event, since the machine changes it in place.
contract StateMachineProperties {
    using Machine for Machine.State;

    /// @notice finalize: only in readyAt ≤ now < expiresAt, and only what is pending
    function finalizeOnlyInTheWindow(Machine.State memory state, uint48 timestamp) external pure {
        Machine.Recovery memory recovery = state.recovery;
        (bytes32 hash, uint48 readyAt, uint48 expiresAt) = (recovery.recoveryHash, recovery.readyAt, recovery.expiresAt);
        state.finalize(timestamp);
        assert(hash != 0);
        assert(timestamp >= readyAt);
        assert(timestamp < expiresAt);
    }

    /// @notice finalize: no sooner than the delay after the start, whatever the delay
    function finalizeWaitsTheDelay(
        Machine.State memory state,
        Machine.Recovery memory next,
        uint48 startedAt,
        uint48 delay,
        uint48 timestamp
    ) external pure {
        require(uint256(startedAt) + delay <= type(uint48).max);
        next.readyAt = startedAt + delay;
        Machine.State memory started = state.start(next, startedAt);
        started.finalize(timestamp);
        assert(timestamp >= startedAt + delay);
    }

    /// @notice finalize: ends the recovery, so that it cannot happen twice
    function finalizeHappensOnce(Machine.State memory state, uint48 timestamp, uint48 later) external pure {
        Machine.State memory next = state.finalize(timestamp);
        assert(next.recovery.recoveryHash == 0);
        assert(Machine.statusOf(next.recovery, later) == IRecovery.RecoveryStatus.None);
    }

    /// @notice finalize: leaves cooldown and schedules as they were
    function finalizeTouchesTheRecoveryOnly(Machine.State memory state, uint48 timestamp) external pure {
        (uint48 cooldown, bytes32 config, bytes32 upgrade) = (state.cooldownUntil, state.config.hash, state.upgrade.hash);
        state = state.finalize(timestamp);
        assert(state.cooldownUntil == cooldown);
        assert(state.config.hash == config);
        assert(state.upgrade.hash == upgrade);
    }

    /// @notice start: no scheduled configuration and no scheduled upgrade survives
    function nothingScheduledSurvivesAStart(Machine.State memory state, Machine.Recovery memory next, uint48 timestamp)
        external
        pure
    {
        state = state.start(next, timestamp);
        assert(state.config.hash == 0);
        assert(state.config.readyAt == 0 && state.config.expiresAt == 0);
        assert(state.upgrade.hash == 0);
        assert(state.upgrade.readyAt == 0 && state.upgrade.expiresAt == 0);
    }

    /// @notice start: not while cooling down, and the cooldown stays
    function noStartWhileCoolingDown(Machine.State memory state, Machine.Recovery memory next, uint48 timestamp)
        external
        pure
    {
        uint48 cooldown = state.cooldownUntil;
        state = state.start(next, timestamp);
        assert(timestamp >= cooldown);
        assert(state.cooldownUntil == cooldown);
    }

    /// @notice start: a pending recovery gives way to strictly more approvals and another key only
    function replacementNeedsMoreApprovals(Machine.State memory state, Machine.Recovery memory next, uint48 timestamp)
        external
        pure
    {
        bool pending = Machine.statusOf(state.recovery, timestamp) == IRecovery.RecoveryStatus.Pending;
        (uint8 approvals, bytes32 newOwner) = (state.recovery.approvals, state.recovery.newOwner);
        (uint8 given, bytes32 other) = (next.approvals, next.newOwner);
        state.start(next, timestamp);
        assert(!pending || given > approvals);
        assert(!pending || other != newOwner);
    }

    /// @notice start: what starts is exactly what was asked for
    function startStoresTheRecovery(Machine.State memory state, Machine.Recovery memory next, uint48 timestamp)
        external
        pure
    {
        (bytes32 hash, bytes32 newOwner, uint48 readyAt) = (next.recoveryHash, next.newOwner, next.readyAt);
        (uint48 expiresAt, uint48 cooldown, uint8 approvals) = (next.expiresAt, next.cooldownSeconds, next.approvals);
        state = state.start(next, timestamp);
        assert(state.recovery.recoveryHash == hash && state.recovery.newOwner == newOwner);
        assert(state.recovery.readyAt == readyAt && state.recovery.expiresAt == expiresAt);
        assert(state.recovery.cooldownSeconds == cooldown && state.recovery.approvals == approvals);
    }

    /// @notice cancelByOwner: possible in every second before expiry, starts the cooldown and ends the recovery
    function theOwnerCancelsUntilExpiry(Machine.State memory state, uint48 timestamp) external pure {
        (bytes32 hash, uint48 expiresAt) = (state.recovery.recoveryHash, state.recovery.expiresAt);
        uint48 cooldown = state.recovery.cooldownSeconds;
        state = state.cancelByOwner(timestamp);
        assert(hash != 0 && timestamp < expiresAt);
        assert(state.recovery.recoveryHash == 0);
        assert(state.cooldownUntil == timestamp + cooldown);
    }

    /// @notice cancelByGuardians: the named recovery, no fewer approvals than it has, no cooldown
    function guardiansCancelWithEnoughApprovals(
        Machine.State memory state,
        bytes32 recoveryHash,
        uint8 approvals,
        uint48 timestamp
    ) external pure {
        (bytes32 hash, uint8 needed, uint48 cooldown) =
            (state.recovery.recoveryHash, state.recovery.approvals, state.cooldownUntil);
        state = state.cancelByGuardians(recoveryHash, approvals, timestamp);
        assert(hash == recoveryHash && hash != 0);
        assert(approvals >= needed);
        assert(state.cooldownUntil == cooldown);
        assert(state.recovery.recoveryHash == 0);
    }

    /// @notice cancelByOwner: what it ended can never be finalized
    function cancelledByTheOwnerIsDead(Machine.State memory state, uint48 timestamp, uint48 later) external pure {
        state = state.cancelByOwner(timestamp);
        assert(Machine.statusOf(state.recovery, later) == IRecovery.RecoveryStatus.None);
    }

    /// @notice cancelByGuardians: what it ended can never be finalized
    function cancelledByGuardiansIsDead(
        Machine.State memory state,
        bytes32 hash,
        uint8 approvals,
        uint48 timestamp,
        uint48 later
    ) external pure {
        state = state.cancelByGuardians(hash, approvals, timestamp);
        assert(Machine.statusOf(state.recovery, later) == IRecovery.RecoveryStatus.None);
    }

    /// @notice applyConfig: never during a live recovery, only what was scheduled, only in its window, once
    function configurationWaitsAndYields(Machine.State memory state, bytes32 hash, uint48 timestamp) external pure {
        bool pending = Machine.statusOf(state.recovery, timestamp) == IRecovery.RecoveryStatus.Pending;
        Machine.Schedule memory config = state.config;
        (bytes32 scheduled, uint48 readyAt, uint48 expiresAt) = (config.hash, config.readyAt, config.expiresAt);
        state = state.applyConfig(hash, timestamp);
        assert(!pending);
        assert(scheduled == hash && hash != 0);
        assert(timestamp >= readyAt && timestamp < expiresAt);
        assert(state.config.hash == 0);
    }

    /// @notice applyUpgrade: never during a live recovery, only what was scheduled, only in its window, once
    function upgradeWaitsAndYields(Machine.State memory state, bytes32 hash, uint48 timestamp) external pure {
        bool pending = Machine.statusOf(state.recovery, timestamp) == IRecovery.RecoveryStatus.Pending;
        Machine.Schedule memory upgrade = state.upgrade;
        (bytes32 scheduled, uint48 readyAt, uint48 expiresAt) = (upgrade.hash, upgrade.readyAt, upgrade.expiresAt);
        state = state.applyUpgrade(hash, timestamp);
        assert(!pending);
        assert(scheduled == hash && hash != 0);
        assert(timestamp >= readyAt && timestamp < expiresAt);
        assert(state.upgrade.hash == 0);
    }

    /// @notice scheduleConfig: never during a live recovery; replaces its own schedule and touches nothing else
    function schedulingConfigurationYieldsToARecovery(
        Machine.State memory state,
        Machine.Schedule memory schedule,
        uint48 timestamp
    ) external pure {
        bool pending = Machine.statusOf(state.recovery, timestamp) == IRecovery.RecoveryStatus.Pending;
        (bytes32 recoveryHash, uint48 cooldown) = (state.recovery.recoveryHash, state.cooldownUntil);
        (bytes32 other, bytes32 hash) = (state.upgrade.hash, schedule.hash);
        state = state.scheduleConfig(schedule, timestamp);
        assert(!pending);
        assert(state.recovery.recoveryHash == recoveryHash && state.cooldownUntil == cooldown);
        assert(state.config.hash == hash && state.upgrade.hash == other);
    }

    /// @notice cancelConfig: ends its own schedule and nothing else
    function cancellingConfigurationTouchesItOnly(Machine.State memory state) external pure {
        (bytes32 recoveryHash, uint48 cooldown) = (state.recovery.recoveryHash, state.cooldownUntil);
        (bytes32 other, bytes32 hash) = (state.upgrade.hash, state.config.hash);
        state = state.cancelConfig();
        assert(hash != 0 && state.config.hash == 0);
        assert(state.upgrade.hash == other);
        assert(state.recovery.recoveryHash == recoveryHash && state.cooldownUntil == cooldown);
    }

    /// @notice scheduleUpgrade: never during a live recovery; replaces its own schedule and touches nothing else
    function schedulingUpgradeYieldsToARecovery(
        Machine.State memory state,
        Machine.Schedule memory schedule,
        uint48 timestamp
    ) external pure {
        bool pending = Machine.statusOf(state.recovery, timestamp) == IRecovery.RecoveryStatus.Pending;
        (bytes32 recoveryHash, uint48 cooldown) = (state.recovery.recoveryHash, state.cooldownUntil);
        (bytes32 other, bytes32 hash) = (state.config.hash, schedule.hash);
        state = state.scheduleUpgrade(schedule, timestamp);
        assert(!pending);
        assert(state.recovery.recoveryHash == recoveryHash && state.cooldownUntil == cooldown);
        assert(state.upgrade.hash == hash && state.config.hash == other);
    }

    /// @notice cancelUpgrade: ends its own schedule and nothing else
    function cancellingUpgradeTouchesItOnly(Machine.State memory state) external pure {
        (bytes32 recoveryHash, uint48 cooldown) = (state.recovery.recoveryHash, state.cooldownUntil);
        (bytes32 other, bytes32 hash) = (state.config.hash, state.upgrade.hash);
        state = state.cancelUpgrade();
        assert(hash != 0 && state.upgrade.hash == 0);
        assert(state.config.hash == other);
        assert(state.recovery.recoveryHash == recoveryHash && state.cooldownUntil == cooldown);
    }

    /// @notice invariant, part 1 of the induction: holds where all is zero
    function theInvariantHoldsAtBirth(uint48 timestamp) external pure {
        Machine.State memory state;
        assert(_holds(state, timestamp));
    }

    /// @notice invariant, part 2: while a recovery is live nothing is scheduled; start keeps it
    function theInvariantSurvivesStart(Machine.State memory state, Machine.Recovery memory next, uint48 timestamp)
        external
        pure
    {
        require(_holds(state, timestamp));
        state = state.start(next, timestamp);
        assert(_holds(state, timestamp));
    }

    /// @notice invariant, part 2: while a recovery is live nothing is scheduled; cancelByOwner keeps it
    function theInvariantSurvivesCancelByOwner(Machine.State memory state, uint48 timestamp)
        external
        pure
    {
        require(_holds(state, timestamp));
        state = state.cancelByOwner(timestamp);
        assert(_holds(state, timestamp));
    }

    /// @notice invariant, part 2: while a recovery is live nothing is scheduled; cancelByGuardians keeps it
    function theInvariantSurvivesCancelByGuardians(Machine.State memory state, bytes32 hash, uint8 approvals, uint48 timestamp)
        external
        pure
    {
        require(_holds(state, timestamp));
        state = state.cancelByGuardians(hash, approvals, timestamp);
        assert(_holds(state, timestamp));
    }

    /// @notice invariant, part 2: while a recovery is live nothing is scheduled; finalize keeps it
    function theInvariantSurvivesFinalize(Machine.State memory state, uint48 timestamp)
        external
        pure
    {
        require(_holds(state, timestamp));
        state = state.finalize(timestamp);
        assert(_holds(state, timestamp));
    }

    /// @notice invariant, part 2: while a recovery is live nothing is scheduled; scheduleConfig keeps it
    function theInvariantSurvivesScheduleConfig(Machine.State memory state, Machine.Schedule memory schedule, uint48 timestamp)
        external
        pure
    {
        require(_holds(state, timestamp));
        state = state.scheduleConfig(schedule, timestamp);
        assert(_holds(state, timestamp));
    }

    /// @notice invariant, part 2: while a recovery is live nothing is scheduled; applyConfig keeps it
    function theInvariantSurvivesApplyConfig(Machine.State memory state, bytes32 hash, uint48 timestamp)
        external
        pure
    {
        require(_holds(state, timestamp));
        state = state.applyConfig(hash, timestamp);
        assert(_holds(state, timestamp));
    }

    /// @notice invariant, part 2: while a recovery is live nothing is scheduled; cancelConfig keeps it
    function theInvariantSurvivesCancelConfig(Machine.State memory state, uint48 timestamp)
        external
        pure
    {
        require(_holds(state, timestamp));
        state = state.cancelConfig();
        assert(_holds(state, timestamp));
    }

    /// @notice invariant, part 2: while a recovery is live nothing is scheduled; scheduleUpgrade keeps it
    function theInvariantSurvivesScheduleUpgrade(Machine.State memory state, Machine.Schedule memory schedule, uint48 timestamp)
        external
        pure
    {
        require(_holds(state, timestamp));
        state = state.scheduleUpgrade(schedule, timestamp);
        assert(_holds(state, timestamp));
    }

    /// @notice invariant, part 2: while a recovery is live nothing is scheduled; applyUpgrade keeps it
    function theInvariantSurvivesApplyUpgrade(Machine.State memory state, bytes32 hash, uint48 timestamp)
        external
        pure
    {
        require(_holds(state, timestamp));
        state = state.applyUpgrade(hash, timestamp);
        assert(_holds(state, timestamp));
    }

    /// @notice invariant, part 2: while a recovery is live nothing is scheduled; cancelUpgrade keeps it
    function theInvariantSurvivesCancelUpgrade(Machine.State memory state, uint48 timestamp)
        external
        pure
    {
        require(_holds(state, timestamp));
        state = state.cancelUpgrade();
        assert(_holds(state, timestamp));
    }

    /// @notice invariant, part 3: the passing of time keeps it, and revives nothing that expired
    function theInvariantSurvivesTime(Machine.State memory state, uint48 timestamp, uint48 later) external pure {
        require(_holds(state, timestamp) && later >= timestamp);
        assert(_holds(state, later));
        bool expired = Machine.statusOf(state.recovery, timestamp) == IRecovery.RecoveryStatus.Expired;
        assert(!expired || Machine.statusOf(state.recovery, later) == IRecovery.RecoveryStatus.Expired);
    }

    function _holds(Machine.State memory state, uint48 timestamp) private pure returns (bool) {
        bool pending = Machine.statusOf(state.recovery, timestamp) == IRecovery.RecoveryStatus.Pending;
        return !pending || (state.config.hash == 0 && state.upgrade.hash == 0);
    }
}
