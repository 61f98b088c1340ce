// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecovery} from "../interfaces/IRecovery.sol";

/// @title RecoveryMessages
/// @notice EIP-712 struct hashes of what guardians sign, and of the owner's message for the first guardians. The domain
/// is that of {RecoveryDomain}.
library RecoveryMessages {
    /// @notice keccak256 of the type of {IRecovery-StartRecovery}.
    bytes32 internal constant START_RECOVERY_TYPEHASH = keccak256(
        "StartRecovery(bytes32 newOwner,uint64 ownerEpoch,bytes32 configHash,uint256 nonce,uint48 deadline,uint256[] chainIds)"
    );

    /// @notice keccak256 of the type of {IRecovery-CancelRecovery}.
    bytes32 internal constant CANCEL_RECOVERY_TYPEHASH =
        keccak256("CancelRecovery(bytes32 recoveryHash,uint256 nonce,uint48 deadline,uint256[] chainIds)");

    /// @notice keccak256 of the type of the owner's message for the first guardians.
    bytes32 internal constant FIRST_GUARDIANS_TYPEHASH = keccak256("FirstGuardians(bytes32 configHash)");

    /// @notice Struct hash of a StartRecovery.
    /// @param request The message.
    /// @return The hash.
    function hash(IRecovery.StartRecovery calldata request) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                START_RECOVERY_TYPEHASH,
                request.newOwner,
                request.ownerEpoch,
                request.configHash,
                request.nonce,
                request.deadline,
                keccak256(abi.encodePacked(request.chainIds))
            )
        );
    }

    /// @notice Struct hash of a CancelRecovery.
    /// @param request The message.
    /// @return The hash.
    function hash(IRecovery.CancelRecovery calldata request) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                CANCEL_RECOVERY_TYPEHASH,
                request.recoveryHash,
                request.nonce,
                request.deadline,
                keccak256(abi.encodePacked(request.chainIds))
            )
        );
    }

    /// @notice Struct hash of a FirstGuardians.
    /// @param configHash Hash of the configuration.
    /// @return The hash.
    function firstGuardians(bytes32 configHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(FIRST_GUARDIANS_TYPEHASH, configHash));
    }
}
