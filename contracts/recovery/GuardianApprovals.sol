// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {AccountStorage} from "../account/AccountStorage.sol";
import {IRecovery} from "../interfaces/IRecovery.sol";

/// @title GuardianApprovals
/// @notice Who is a guardian, and whether it approved. Guardians are checked here, when they show themselves: until
/// then the chain knows commitments only.
library GuardianApprovals {
    /// @dev Addresses up to this one are precompiles, or reserved for them.
    uint160 private constant _LAST_PRECOMPILE = 0x1ff;

    /// @notice Reverts unless every approval is a different guardian's and valid.
    /// @dev Whoever submits chooses the approvals, so one guardian that reverts or burns gas is left out.
    /// @custom:invariant aGuardianCountsOnce
    /// @param approvals The approvals, in strictly ascending order of keccak256(signer).
    /// @param commitments Commitments of the configuration in force.
    /// @param structHash What was approved.
    /// @param digest Its EIP-712 digest.
    function requireValid(
        IRecovery.Approval[] calldata approvals,
        bytes32[] calldata commitments,
        bytes32 structHash,
        bytes32 digest
    ) internal view {
        bytes32 previous;
        for (uint256 i; i < approvals.length; ++i) {
            IRecovery.Approval calldata approval = approvals[i];
            bytes32 signerHash = keccak256(approval.signer);
            if (signerHash <= previous) revert IRecovery.ApprovalsNotAscending(i);
            previous = signerHash;
            _requireGuardian(approval.signer, approval.salt, commitments);
            if (
                !AccountStorage.recovery().approved[structHash][signerHash]
                    && !_isSignature(approval.signer, digest, approval.signature)
            ) revert IRecovery.InvalidApproval(approval.signer);
        }
    }

    /// @dev Reverts unless the signer is committed to and may be a guardian.
    function _requireGuardian(bytes calldata signer, bytes32 salt, bytes32[] calldata commitments) private view {
        bytes32 commitment = keccak256(abi.encodePacked(signer, salt));
        uint256 i;
        while (i < commitments.length && commitments[i] != commitment) ++i;
        if (i == commitments.length) revert IRecovery.UnknownGuardian(commitment);

        // A key of another length could be the same guardian in another encoding.
        bool isAddress = signer.length == 20;
        if (!isAddress && signer.length != 20 + 32 && signer.length != 20 + 64) revert IRecovery.InvalidGuardian(signer);
        // The cast takes the address before a key on purpose.
        // forge-lint: disable-next-line(unsafe-typecast)
        address guardian = address(bytes20(signer));
        if (uint160(guardian) <= _LAST_PRECOMPILE || guardian == address(this)) revert IRecovery.InvalidGuardian(signer);
        // A call of an address without code succeeds.
        if (!isAddress && guardian.code.length == 0) revert IRecovery.InvalidGuardian(signer);
    }

    /// @dev ECDSA comes first: no contract has a key, and an EOA with EIP-7702 code keeps its own.
    function _isSignature(bytes calldata signer, bytes32 digest, bytes calldata signature)
        private
        view
        returns (bool)
    {
        if (signer.length != 20) return SignatureChecker.isValidSignatureNow(signer, digest, signature);
        // The cast cuts nothing: 20 bytes.
        // forge-lint: disable-next-line(unsafe-typecast)
        address guardian = address(bytes20(signer));
        (address recovered, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && recovered == guardian) return true;
        return SignatureChecker.isValidERC1271SignatureNowCalldata(guardian, digest, signature);
    }
}
