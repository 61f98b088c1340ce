// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {FrostVerifier} from "../signature/FrostVerifier.sol";
import {CoreBase} from "./CoreBase.sol";
import {OwnerWord} from "./OwnerWord.sol";

/// @title ERC4337Validation
/// @notice Validation of a UserOperation (ERC-4337, EntryPoint v0.9).
abstract contract ERC4337Validation is CoreBase {
    /// @dev Length of a signature with validity bounds: s ‖ Re ‖ validAfter ‖ validUntil.
    uint256 private constant _BOUNDED_LENGTH = FrostVerifier.SIGNATURE_LENGTH + 12;

    /// @dev ERC-4337's SIG_VALIDATION_FAILED.
    uint256 private constant _FAILED = 1;

    function validateUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash, uint256 missingAccountFunds)
        external
        onlyEntryPoint
        returns (uint256 validationData)
    {
        bytes32 owner = _ownerWord();
        if (OwnerWord.isSuccessor(owner)) _forward(OwnerWord.successor(owner));
        if (owner == 0) owner = _birthKey();
        validationData = _validateSignature(owner, userOpHash, userOp.signature);
        if (missingAccountFunds != 0) _payPrefund(missingAccountFunds);
    }

    /// @dev Both signature forms; see {IAccountCore-validateUserOp}.
    function _validateSignature(bytes32 owner, bytes32 userOpHash, bytes calldata signature)
        private
        view
        returns (uint256 validationData)
    {
        bytes32 digest = userOpHash;
        if (signature.length == _BOUNDED_LENGTH) {
            (digest, validationData) = _readBounds(userOpHash, signature);
            signature = signature[:FrostVerifier.SIGNATURE_LENGTH];
        }
        if (!_verifyKey(owner, digest, signature)) validationData = _FAILED;
    }

    /// @dev The bounded form's digest, and its bounds as ERC-4337 validation data.
    function _readBounds(bytes32 userOpHash, bytes calldata signature)
        private
        pure
        returns (bytes32 digest, uint256 validationData)
    {
        bytes32 tag = FrostVerifier.TAG;
        // Why assembly: one hash of 76 bytes with no allocation. It equals
        //   uint48 validAfter = uint48(bytes6(signature[52:58]));
        //   uint48 validUntil = uint48(bytes6(signature[58:64]));
        //   digest = keccak256(abi.encodePacked(tag, userOpHash, validAfter, validUntil));
        //   validationData = uint256(validUntil) << 160 | uint256(validAfter) << 208;
        assembly ("memory-safe") {
            let bounds := shr(160, calldataload(add(signature.offset, 52)))
            let m := mload(0x40)
            mstore(m, tag)
            mstore(add(m, 0x20), userOpHash)
            mstore(add(m, 0x40), shl(160, bounds))
            digest := keccak256(m, 0x4c)
            validationData := or(shl(208, shr(48, bounds)), shl(160, and(bounds, 0xffffffffffff)))
        }
    }

    /// @dev Pays exactly what the EntryPoint asks. It checks for itself that it was paid.
    function _payPrefund(uint256 missingAccountFunds) private {
        assembly ("memory-safe") {
            pop(call(gas(), caller(), missingAccountFunds, 0x00, 0x00, 0x00, 0x00))
        }
    }
}
