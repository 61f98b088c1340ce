// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountStorage} from "../../../contracts/account/AccountStorage.sol";
import {RecoveryStateMachine} from "../../../contracts/recovery/RecoveryStateMachine.sol";

/// @dev The machine in the account: what is loaded, stored and installed. The functions are the account's own text, in
/// place of the lines that begin with "include"; the whole account is too large for the checker. Any storage may precede.
contract AccountProperties {
    using RecoveryStateMachine for RecoveryStateMachine.State;

    AccountStorage.Account internal _account;
    AccountStorage.Guardians internal _guardians;
    AccountStorage.Recovery internal _recovery;
    AccountStorage.Upgrade internal _upgrade;

    // include contracts/account/OwnerRotation.sol: _setOwner, _clearPending
    // include contracts/recovery/RecoveryBase.sol: _loadState, _saveState
    // include contracts/recovery/GuardianRecovery.sol: finalizeRecovery

    /// @dev The block's time, which is an argument here.
    uint48 private _now;

    function _timestamp() internal view returns (uint48) {
        return _now;
    }

    /// @dev For events only, which are left out.
    function _ownerKey() internal view returns (bytes32) {
        return _account.ownerWord;
    }

    /// @notice _setOwner: the owner epoch rises by exactly one, and the owner word is the new key
    function epochRisesByOne(AccountStorage.Account memory before, bytes32 newOwner) external {
        _account = before;
        uint64 epoch = before.ownerEpoch;
        _setOwner(newOwner);
        assert(_account.ownerEpoch == epoch + 1 && _account.ownerEpoch > epoch);
        assert(_account.ownerWord == newOwner);
    }

    /// @notice _setOwner: no pending recovery, scheduled configuration or scheduled upgrade survives
    function nothingPendingSurvivesANewOwner(RecoveryStateMachine.State memory before, bytes32 newOwner) external {
        _saveState(before);
        _setOwner(newOwner);
        assert(_recovery.recoveryHash == 0);
        assert(_guardians.pendingConfigHash == 0);
        assert(_upgrade.scheduleHash == 0);
    }

    /// @notice _saveState: touches neither owner word nor epoch nor features nor the configuration in force
    function savingTheMachineLeavesTheOwner(
        AccountStorage.Account memory before,
        bytes32 configHash,
        uint64 configEpoch,
        RecoveryStateMachine.State memory state
    ) external {
        (_account, _guardians.configHash, _guardians.configEpoch) = (before, configHash, configEpoch);
        _saveState(state);
        assert(_account.ownerWord == before.ownerWord);
        assert(_account.ownerEpoch == before.ownerEpoch && _account.features == before.features);
        assert(_guardians.configHash == configHash && _guardians.configEpoch == configEpoch);
    }

    /// @notice _loadState: reads the recovery that _saveState wrote
    function loadReadsTheRecovery(RecoveryStateMachine.State memory state) external {
        (bytes32 recoveryHash, bytes32 newOwner) = (state.recovery.recoveryHash, state.recovery.newOwner);
        (uint48 readyAt, uint48 expiresAt) = (state.recovery.readyAt, state.recovery.expiresAt);
        (uint48 cooldown, uint8 approvals) = (state.recovery.cooldownSeconds, state.recovery.approvals);
        _saveState(state);
        RecoveryStateMachine.State memory read = _loadState();
        assert(read.recovery.recoveryHash == recoveryHash && read.recovery.newOwner == newOwner);
        assert(read.recovery.readyAt == readyAt && read.recovery.expiresAt == expiresAt);
        assert(read.recovery.cooldownSeconds == cooldown && read.recovery.approvals == approvals);
    }

    /// @notice _loadState: reads the schedules and the cooldown that _saveState wrote
    function loadReadsTheSchedules(RecoveryStateMachine.State memory state) external {
        (bytes32 config, bytes32 upgrade, uint48 cooldownUntil) =
            (state.config.hash, state.upgrade.hash, state.cooldownUntil);
        (uint48 configReadyAt, uint48 configExpiresAt) = (state.config.readyAt, state.config.expiresAt);
        (uint48 upgradeReadyAt, uint48 upgradeExpiresAt) = (state.upgrade.readyAt, state.upgrade.expiresAt);
        _saveState(state);
        RecoveryStateMachine.State memory read = _loadState();
        assert(read.config.hash == config && read.upgrade.hash == upgrade && read.cooldownUntil == cooldownUntil);
        assert(read.config.readyAt == configReadyAt && read.config.expiresAt == configExpiresAt);
        assert(read.upgrade.readyAt == upgradeReadyAt && read.upgrade.expiresAt == upgradeExpiresAt);
    }

    /// @notice finalizeRecovery: installs the pending key at epoch + 1, in the window, and nothing pending is left
    function finalizeInstallsThePendingKey(
        AccountStorage.Account memory before,
        RecoveryStateMachine.State memory state,
        uint48 timestamp
    ) external {
        (bytes32 newOwner, uint64 epoch) = (state.recovery.newOwner, before.ownerEpoch);
        (uint48 readyAt, uint48 expiresAt) = (state.recovery.readyAt, state.recovery.expiresAt);
        (_account, _now) = (before, timestamp);
        _recovery.recoveryHash = state.recovery.recoveryHash;
        _recovery.newOwner = newOwner;
        (_recovery.readyAt, _recovery.expiresAt) = (readyAt, expiresAt);
        finalizeRecovery();
        assert(_account.ownerWord == newOwner && _account.ownerEpoch == epoch + 1);
        assert(timestamp >= readyAt && timestamp < expiresAt);
        assert(_recovery.recoveryHash == 0 && _guardians.pendingConfigHash == 0 && _upgrade.scheduleHash == 0);
    }
}
