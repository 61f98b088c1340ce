// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// @title RecoveryDomain
/// @notice EIP-712 hashing of the messages that are valid on every chain: domain "Tandem Recovery", version "1",
/// verifyingContract the account, without chain id.
library RecoveryDomain {
    /// @notice keccak256 of the domain's type.
    bytes32 internal constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,address verifyingContract)");

    /// @notice keccak256 of the owner's message for a rotation.
    bytes32 internal constant ROTATE_OWNER_TYPEHASH = keccak256("RotateOwner(bytes32 newOwner,uint64 ownerEpoch)");

    /// @notice keccak256 of a new key's proof of possession.
    bytes32 internal constant INSTALL_OWNER_TYPEHASH = keccak256("InstallOwner(bytes32 newOwner)");

    /// @notice Digest of RotateOwner.
    /// @param newOwner The new key.
    /// @param ownerEpoch The epoch at which the message is valid.
    /// @return What the current owner signs.
    function rotateOwner(bytes32 newOwner, uint64 ownerEpoch) internal view returns (bytes32) {
        return digest(keccak256(abi.encode(ROTATE_OWNER_TYPEHASH, newOwner, ownerEpoch)));
    }

    /// @notice Digest of InstallOwner.
    /// @param newOwner The new key.
    /// @return What the new key signs.
    function installOwner(bytes32 newOwner) internal view returns (bytes32) {
        return digest(keccak256(abi.encode(INSTALL_OWNER_TYPEHASH, newOwner)));
    }

    /// @notice Digest of any message of the domain, for this account.
    /// @param structHash The message's struct hash.
    /// @return The EIP-712 digest.
    function digest(bytes32 structHash) internal view returns (bytes32) {
        bytes32 separator =
            keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256("Tandem Recovery"), keccak256("1"), address(this)));
        return MessageHashUtils.toTypedDataHash(separator, structHash);
    }
}
