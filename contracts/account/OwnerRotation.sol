// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccountFeatures} from "../interfaces/IAccountFeatures.sol";
import {AccountStorage} from "./AccountStorage.sol";
import {OwnerKey} from "./OwnerKey.sol";
import {OwnerWord} from "./OwnerWord.sol";
import {RecoveryDomain} from "./RecoveryDomain.sol";

/// @title OwnerRotation
/// @notice Replacing the owner key.
abstract contract OwnerRotation is IAccountFeatures, OwnerKey {
    /// @inheritdoc IAccountFeatures
    function rotateOwner(bytes32 newOwner, bytes calldata proof, bytes calldata ownerSignature) external {
        bytes32 previousOwner = _ownerKey();
        uint64 epoch = AccountStorage.account().ownerEpoch;
        if (newOwner == previousOwner) revert OwnerUnchanged(newOwner);
        if (!_verifyKey(previousOwner, RecoveryDomain.rotateOwner(newOwner, epoch), ownerSignature)) {
            revert InvalidOwnerSignature(newOwner, epoch);
        }
        _requireProof(newOwner, proof);
        uint64 newEpoch = _setOwner(newOwner);
        emit OwnerRotated(previousOwner, newOwner, newEpoch);
    }

    /// @dev Reverts unless `newOwner` may own an account and signed for this one. Part of every installation.
    function _requireProof(bytes32 newOwner, bytes calldata proof) internal view {
        if (!OwnerWord.isKey(newOwner)) revert InvalidOwner(newOwner);
        if (!_verifyKey(newOwner, RecoveryDomain.installOwner(newOwner), proof)) revert InvalidProof(newOwner);
    }

    /// @dev Installs a key that passed {_requireProof}: the one place where the owner changes. What was pending dies
    /// with the old epoch.
    /// @custom:invariant epochRisesByOne
    function _setOwner(bytes32 newOwner) internal returns (uint64 newEpoch) {
        AccountStorage.Account storage account = AccountStorage.account();
        newEpoch = account.ownerEpoch + 1;
        account.ownerWord = newOwner;
        account.ownerEpoch = newEpoch;
        _clearPending();
    }

    /// @dev Ends a pending recovery, a scheduled configuration and a scheduled upgrade.
    function _clearPending() internal {
        AccountStorage.Recovery storage recovery = AccountStorage.recovery();
        if (recovery.recoveryHash != 0) {
            delete recovery.recoveryHash;
            delete recovery.newOwner;
            delete recovery.readyAt;
            delete recovery.expiresAt;
            delete recovery.cooldownSeconds;
            delete recovery.approvals;
        }
        AccountStorage.Guardians storage guardians = AccountStorage.guardians();
        if (guardians.pendingConfigHash != 0) {
            delete guardians.pendingConfigHash;
            delete guardians.pendingReadyAt;
            delete guardians.pendingExpiresAt;
        }
        AccountStorage.Upgrade storage upgrade = AccountStorage.upgrade();
        if (upgrade.scheduleHash != 0) {
            delete upgrade.scheduleHash;
            delete upgrade.readyAt;
            delete upgrade.expiresAt;
        }
    }
}
