// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP7702Utils} from "@openzeppelin/contracts/account/utils/EIP7702Utils.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {AccountStorage} from "../account/AccountStorage.sol";
import {IAccountFeatures} from "../interfaces/IAccountFeatures.sol";
import {ISuccessor} from "../interfaces/ISuccessor.sol";
import {IUpgrade} from "../interfaces/IUpgrade.sol";
import {RecoveryBase} from "./RecoveryBase.sol";
import {RecoveryStateMachine} from "./RecoveryStateMachine.sol";

/// @title ScheduledUpgrade
/// @notice Replacing the features, or the core by a successor: scheduled, visible, cancellable.
abstract contract ScheduledUpgrade is IUpgrade, RecoveryBase {
    using RecoveryStateMachine for RecoveryStateMachine.State;

    /// @dev Time until an upgrade may be applied.
    uint48 private constant _UPGRADE_DELAY = 36 hours;

    /// @dev Time for applying it.
    uint48 private constant _UPGRADE_WINDOW = 12 hours;

    /// @inheritdoc IUpgrade
    function scheduleUpgrade(UpgradeKind kind, address implementation, bytes calldata data)
        external
        onlyOwnerOperation
    {
        bytes32 scheduleHash = _hashUpgrade(kind, implementation, data);
        uint48 readyAt = _timestamp() + _UPGRADE_DELAY;
        uint48 expiresAt = readyAt + _UPGRADE_WINDOW;
        RecoveryStateMachine.Schedule memory schedule = RecoveryStateMachine.Schedule(scheduleHash, readyAt, expiresAt);
        _saveState(_loadState().scheduleUpgrade(schedule, _timestamp()));
        emit UpgradeScheduled(kind, implementation, implementation.codehash, data, readyAt, expiresAt);
    }

    /// @inheritdoc IUpgrade
    function applyUpgrade(UpgradeKind kind, address implementation, bytes calldata data) external {
        bytes32 scheduleHash = _hashUpgrade(kind, implementation, data);
        _saveState(_loadState().applyUpgrade(scheduleHash, _timestamp()));
        emit UpgradeApplied(kind, implementation);
        if (kind == UpgradeKind.Features) _installFeatures(implementation, data);
        else _installSuccessor(implementation, data);
    }

    /// @inheritdoc IUpgrade
    function cancelUpgrade() external onlyOwnerOperation {
        bytes32 scheduleHash = AccountStorage.upgrade().scheduleHash;
        _saveState(_loadState().cancelUpgrade());
        emit UpgradeCancelled(scheduleHash);
    }

    /// @inheritdoc IUpgrade
    function scheduledUpgrade() external view returns (bytes32 scheduleHash, uint48 readyAt, uint48 expiresAt) {
        AccountStorage.Upgrade storage upgrade = AccountStorage.upgrade();
        return (upgrade.scheduleHash, upgrade.readyAt, upgrade.expiresAt);
    }

    /// @dev The account calls what it just installed. Nothing else is ever called this way.
    /// @custom:invariant noDelegatecallButToFeaturesOrSuccessor
    function _installFeatures(address implementation, bytes calldata data) private {
        AccountStorage.account().features = implementation;
        if (data.length != 0) Address.functionDelegateCall(implementation, data);
    }

    /// @dev Key and epoch move in the same step: the owner word, where the key may stand, now names the successor.
    /// @custom:invariant ownerWordNeverReturnsToZero
    function _installSuccessor(address implementation, bytes calldata data) private {
        bytes32 owner = _ownerKey();
        AccountStorage.Account storage account = AccountStorage.account();
        bytes32 word = bytes32(uint256(type(uint96).max) << 160 | uint160(implementation));
        account.ownerWord = word;
        _clearPending();
        bytes memory result = Address.functionDelegateCall(
            implementation, abi.encodeCall(ISuccessor.takeOver, (owner, account.ownerEpoch, data))
        );
        if (
            result.length != 32 || abi.decode(result, (bytes32)) != bytes32(ISuccessor.takeOver.selector)
                || account.ownerWord != word
        ) revert InvalidImplementation(implementation);
        emit Upgraded(implementation);
    }

    /// @dev Binds the code as it is now. An EOA with EIP-7702 code could change it at any time.
    function _hashUpgrade(UpgradeKind kind, address implementation, bytes calldata data)
        private
        view
        returns (bytes32)
    {
        if (implementation.code.length == 0 || EIP7702Utils.fetchDelegate(implementation) != address(0)) {
            revert InvalidImplementation(implementation);
        }
        // Features of another kind would lock the account out of everything but its operations.
        if (kind == UpgradeKind.Features && IAccountFeatures(implementation).entryPoint() != entryPoint) {
            revert InvalidImplementation(implementation);
        }
        return keccak256(abi.encode(kind, implementation, implementation.codehash, keccak256(data)));
    }
}
