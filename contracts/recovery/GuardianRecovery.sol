// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccountCore} from "../interfaces/IAccountCore.sol";
import {AccountStorage} from "../account/AccountStorage.sol";
import {RecoveryDomain} from "../account/RecoveryDomain.sol";
import {IRecovery} from "../interfaces/IRecovery.sol";
import {GuardianApprovals} from "./GuardianApprovals.sol";
import {GuardianConfigs} from "./GuardianConfigs.sol";
import {RecoveryBase} from "./RecoveryBase.sol";
import {RecoveryMessages} from "./RecoveryMessages.sol";
import {RecoveryStateMachine} from "./RecoveryStateMachine.sol";

/// @title GuardianRecovery
/// @notice Replacing an owner key that stays silent: guardians start it, the owner may cancel until it is final.
abstract contract GuardianRecovery is IRecovery, RecoveryBase {
    using GuardianApprovals for Approval[];
    using RecoveryMessages for StartRecovery;
    using RecoveryMessages for CancelRecovery;
    using RecoveryStateMachine for RecoveryStateMachine.State;
    using RecoveryStateMachine for RecoveryStateMachine.Recovery;

    /// @inheritdoc IRecovery
    function approveRecovery(bytes32 structHash) external {
        if (!_isClone()) revert IAccountCore.NotThroughClone();
        AccountStorage.recovery().approved[structHash][keccak256(abi.encodePacked(msg.sender))] = true;
        emit RecoveryApproved(structHash, msg.sender);
    }

    /// @inheritdoc IRecovery
    function startRecovery(
        StartRecovery calldata request,
        bytes calldata proof,
        CurrentConfig calldata current,
        Approval[] calldata approvals
    ) external {
        bytes32 recoveryHash = request.hash();
        _requireStartable(request, proof, current);
        _requireApprovals(recoveryHash, current, approvals);
        _useMessage(request.nonce, request.deadline, request.chainIds);
        GuardianConfig calldata config = current.config;
        uint48 readyAt = _timestamp() + config.recoveryDelay;
        RecoveryStateMachine.Recovery memory next = RecoveryStateMachine.Recovery({
            recoveryHash: recoveryHash,
            newOwner: request.newOwner,
            readyAt: readyAt,
            expiresAt: readyAt + config.recoveryWindow,
            cooldownSeconds: config.configDelay + GuardianConfigs.CONFIG_WINDOW,
            approvals: uint8(approvals.length) // at most one for each of 10 commitments
        });
        _saveState(_loadState().start(next, _timestamp()));
        emit RecoveryStarted(recoveryHash, next.newOwner, next.approvals, readyAt, next.expiresAt);
    }

    /// @inheritdoc IRecovery
    function cancelRecovery() external onlyOwnerOperation {
        bytes32 recoveryHash = AccountStorage.recovery().recoveryHash;
        RecoveryStateMachine.State memory state = _loadState().cancelByOwner(_timestamp());
        _saveState(state);
        emit RecoveryCancelled(recoveryHash, state.cooldownUntil);
    }

    /// @inheritdoc IRecovery
    function cancelRecoveryByGuardians(
        CancelRecovery calldata request,
        CurrentConfig calldata current,
        Approval[] calldata approvals
    ) external {
        _requireCurrentConfig(current);
        _requireApprovals(request.hash(), current, approvals);
        _useMessage(request.nonce, request.deadline, request.chainIds);
        uint8 count = uint8(approvals.length); // at most one for each of 10 commitments
        _saveState(_loadState().cancelByGuardians(request.recoveryHash, count, _timestamp()));
        emit RecoveryCancelled(request.recoveryHash, 0);
    }

    /// @inheritdoc IRecovery
    function finalizeRecovery() external {
        RecoveryStateMachine.State memory state = _loadState();
        bytes32 recoveryHash = state.recovery.recoveryHash;
        bytes32 newOwner = state.recovery.newOwner;
        bytes32 previousOwner = _ownerKey();
        _saveState(state.finalize(_timestamp()));
        uint64 newEpoch = _setOwner(newOwner);
        emit RecoveryFinalized(recoveryHash, previousOwner, newOwner, newEpoch);
    }

    /// @inheritdoc IRecovery
    function pendingRecovery()
        external
        view
        returns (
            RecoveryStatus status,
            bytes32 recoveryHash,
            bytes32 newOwner,
            uint8 approvals,
            uint48 readyAt,
            uint48 expiresAt
        )
    {
        RecoveryStateMachine.Recovery memory recovery = _loadState().recovery;
        status = recovery.statusOf(_timestamp());
        return (
            status, recovery.recoveryHash, recovery.newOwner, recovery.approvals, recovery.readyAt, recovery.expiresAt
        );
    }

    /// @inheritdoc IRecovery
    function isRecoveryNonceUsed(uint256 nonce) external view returns (bool) {
        return AccountStorage.recovery().nonces[nonce];
    }

    /// @dev Reverts unless the message fits the account's owner epoch and configuration, and the new key is good.
    function _requireStartable(StartRecovery calldata request, bytes calldata proof, CurrentConfig calldata current)
        private
        view
    {
        (, bytes32 configHash) = _requireCurrentConfig(current);
        if (request.configHash != configHash) revert ConfigMismatch(request.configHash);
        uint64 ownerEpoch = AccountStorage.account().ownerEpoch;
        if (request.ownerEpoch != ownerEpoch) revert OwnerEpochMismatch(request.ownerEpoch, ownerEpoch);
        if (request.newOwner == _ownerKey()) revert OwnerUnchanged(request.newOwner);
        _requireProof(request.newOwner, proof);
    }

    /// @dev Reverts unless at least a threshold of guardians approved.
    function _requireApprovals(bytes32 structHash, CurrentConfig calldata current, Approval[] calldata approvals)
        private
        view
    {
        uint256 threshold = current.config.threshold;
        if (threshold == 0) revert NoGuardians();
        if (approvals.length < threshold) revert TooFewApprovals(approvals.length, threshold);
        approvals.requireValid(current.config.commitments, structHash, RecoveryDomain.digest(structHash));
    }

    /// @dev Reverts unless the message is for here and now, and uses it up.
    /// @custom:invariant aNonceCountsOnce
    function _useMessage(uint256 nonce, uint48 deadline, uint256[] calldata chainIds) private {
        if (_timestamp() > deadline) revert DeadlinePassed(deadline);
        uint256 i;
        while (i < chainIds.length && chainIds[i] != block.chainid) ++i;
        if (i == chainIds.length) revert ChainNotListed(block.chainid);
        mapping(uint256 nonce => bool used) storage nonces = AccountStorage.recovery().nonces;
        if (nonces[nonce]) revert NonceUsed(nonce);
        nonces[nonce] = true;
    }
}
