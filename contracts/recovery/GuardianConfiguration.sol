// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountStorage} from "../account/AccountStorage.sol";
import {RecoveryDomain} from "../account/RecoveryDomain.sol";
import {IRecovery} from "../interfaces/IRecovery.sol";
import {GuardianConfigs} from "./GuardianConfigs.sol";
import {RecoveryBase} from "./RecoveryBase.sol";
import {RecoveryMessages} from "./RecoveryMessages.sol";
import {RecoveryStateMachine} from "./RecoveryStateMachine.sol";

/// @title GuardianConfiguration
/// @notice Setting and changing the guardians. The first ones take effect at once, every change waits.
abstract contract GuardianConfiguration is IRecovery, RecoveryBase {
    using GuardianConfigs for GuardianConfig;
    using RecoveryStateMachine for RecoveryStateMachine.State;

    /// @inheritdoc IRecovery
    function setFirstGuardians(
        GuardianConfig calldata config,
        bytes calldata ownerSignature,
        address factory,
        bytes32 salt
    ) external {
        if (AccountStorage.guardians().configEpoch != 0 || !_isInitialConfig(factory, 0, salt)) {
            revert AlreadyConfigured();
        }
        if (config.threshold == 0) revert NoGuardians();
        bytes32 configHash = config.hash(1);
        bytes32 digest = RecoveryDomain.digest(RecoveryMessages.firstGuardians(configHash));
        if (!_verifyOwner(digest, ownerSignature)) revert InvalidFirstGuardiansSignature(configHash);
        _setConfig(config, 1, configHash);
    }

    /// @inheritdoc IRecovery
    function scheduleGuardians(CurrentConfig calldata current, GuardianConfig calldata next)
        external
        onlyOwnerOperation
    {
        (uint64 configEpoch,) = _requireCurrentConfig(current);
        next.requireValid();
        bytes32 configHash = next.hash(configEpoch + 1);
        // The delay in force, not the next one's: a change that shortens it waits as long as any other.
        uint48 readyAt = _timestamp() + current.config.configDelay;
        uint48 expiresAt = readyAt + GuardianConfigs.CONFIG_WINDOW;
        RecoveryStateMachine.Schedule memory schedule = RecoveryStateMachine.Schedule(configHash, readyAt, expiresAt);
        _saveState(_loadState().scheduleConfig(schedule, _timestamp()));
        emit GuardiansScheduled(configHash, next, readyAt, expiresAt);
    }

    /// @inheritdoc IRecovery
    function applyGuardians(GuardianConfig calldata config) external {
        uint64 configEpoch = AccountStorage.guardians().configEpoch;
        uint64 nextEpoch = configEpoch == 0 ? 2 : configEpoch + 1;
        bytes32 configHash = config.hash(nextEpoch);
        _saveState(_loadState().applyConfig(configHash, _timestamp()));
        _setConfig(config, nextEpoch, configHash);
    }

    /// @inheritdoc IRecovery
    function cancelGuardians() external onlyOwnerOperation {
        bytes32 configHash = AccountStorage.guardians().pendingConfigHash;
        _saveState(_loadState().cancelConfig());
        emit GuardiansCancelled(configHash);
    }

    /// @inheritdoc IRecovery
    function guardianConfig() external view returns (uint64 configEpoch, bytes32 configHash, uint48 cooldownUntil) {
        AccountStorage.Guardians storage guardians = AccountStorage.guardians();
        return (guardians.configEpoch, guardians.configHash, guardians.cooldownUntil);
    }

    /// @inheritdoc IRecovery
    function scheduledGuardians() external view returns (bytes32 configHash, uint48 readyAt, uint48 expiresAt) {
        AccountStorage.Guardians storage guardians = AccountStorage.guardians();
        return (guardians.pendingConfigHash, guardians.pendingReadyAt, guardians.pendingExpiresAt);
    }

    /// @custom:invariant configEpochRisesByOne
    function _setConfig(GuardianConfig calldata config, uint64 configEpoch, bytes32 configHash) private {
        config.requireValid();
        AccountStorage.Guardians storage guardians = AccountStorage.guardians();
        guardians.configEpoch = configEpoch;
        guardians.configHash = configHash;
        emit GuardiansApplied(configEpoch, configHash, config);
    }
}
