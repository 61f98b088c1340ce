// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountInfo} from "../account/AccountInfo.sol";
import {AccountStorage} from "../account/AccountStorage.sol";
import {OwnerRotation} from "../account/OwnerRotation.sol";
import {IRecovery} from "../interfaces/IRecovery.sol";
import {GuardianConfigs} from "./GuardianConfigs.sol";
import {RecoveryStateMachine} from "./RecoveryStateMachine.sol";

/// @title RecoveryBase
/// @notice What guardians, recovery and upgrades share: who the owner's operation is, the state, the configuration.
abstract contract RecoveryBase is OwnerRotation, AccountInfo {
    using GuardianConfigs for IRecovery.GuardianConfig;

    /// @dev An operation of the owner arrives from the EntryPoint, or from the account when it is part of a batch.
    modifier onlyOwnerOperation() {
        if (msg.sender != address(this) && msg.sender != entryPoint) revert IRecovery.NotOwnerOperation(msg.sender);
        _;
    }

    function _timestamp() internal view returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @dev The state of the machine, out of storage.
    function _loadState() internal view returns (RecoveryStateMachine.State memory state) {
        AccountStorage.Recovery storage recovery = AccountStorage.recovery();
        AccountStorage.Guardians storage guardians = AccountStorage.guardians();
        AccountStorage.Upgrade storage upgrade = AccountStorage.upgrade();
        state.recovery = RecoveryStateMachine.Recovery({
            recoveryHash: recovery.recoveryHash,
            newOwner: recovery.newOwner,
            readyAt: recovery.readyAt,
            expiresAt: recovery.expiresAt,
            cooldownSeconds: recovery.cooldownSeconds,
            approvals: recovery.approvals
        });
        state.cooldownUntil = guardians.cooldownUntil;
        state.config = RecoveryStateMachine.Schedule(
            guardians.pendingConfigHash, guardians.pendingReadyAt, guardians.pendingExpiresAt
        );
        state.upgrade = RecoveryStateMachine.Schedule(upgrade.scheduleHash, upgrade.readyAt, upgrade.expiresAt);
    }

    /// @dev The state of the machine, into storage.
    function _saveState(RecoveryStateMachine.State memory state) internal {
        AccountStorage.Recovery storage recovery = AccountStorage.recovery();
        recovery.recoveryHash = state.recovery.recoveryHash;
        recovery.newOwner = state.recovery.newOwner;
        recovery.readyAt = state.recovery.readyAt;
        recovery.expiresAt = state.recovery.expiresAt;
        recovery.cooldownSeconds = state.recovery.cooldownSeconds;
        recovery.approvals = state.recovery.approvals;
        AccountStorage.Guardians storage guardians = AccountStorage.guardians();
        guardians.cooldownUntil = state.cooldownUntil;
        guardians.pendingConfigHash = state.config.hash;
        guardians.pendingReadyAt = state.config.readyAt;
        guardians.pendingExpiresAt = state.config.expiresAt;
        AccountStorage.Upgrade storage upgrade = AccountStorage.upgrade();
        upgrade.scheduleHash = state.upgrade.hash;
        upgrade.readyAt = state.upgrade.readyAt;
        upgrade.expiresAt = state.upgrade.expiresAt;
    }

    /// @dev Epoch and hash of the configuration in force; reverts when it is not the one shown, or not valid: the
    /// configuration in an address was never seen by the chain.
    function _requireCurrentConfig(IRecovery.CurrentConfig calldata current)
        internal
        view
        returns (uint64 configEpoch, bytes32 configHash)
    {
        AccountStorage.Guardians storage guardians = AccountStorage.guardians();
        configEpoch = guardians.configEpoch;
        bool inAddress = configEpoch == 0;
        if (inAddress) configEpoch = 1;
        configHash = current.config.hash(configEpoch);
        bool inForce = inAddress
            ? _isInitialConfig(current.factory, configHash, current.salt)
            : configHash == guardians.configHash;
        if (!inForce) revert IRecovery.ConfigMismatch(configHash);
        current.config.requireValid();
    }
}
