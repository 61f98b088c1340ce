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
        payable
        onlyEntryPoint
        returns (uint256 validationData)
    {
        bytes32 owner = _ownerWord();
        if (owner == 0) owner = _birthKey();
        else if (OwnerWord.isSuccessor(owner)) _forward(OwnerWord.successor(owner));
        validationData = _validateSignature(uint256(owner), userOpHash, _signatureOf(userOp));
        if (missingAccountFunds != 0) _payPrefund(missingAccountFunds);
    }

    /// @dev Both signature forms; see {IAccountCore-validateUserOp}.
    function _validateSignature(uint256 owner, bytes32 userOpHash, bytes calldata signature)
        private
        view
        returns (uint256 validationData)
    {
        bytes32 tag = FrostVerifier.TAG;
        bytes32 digest = userOpHash;
        uint256 s;
        uint256 re;
        // Why assembly: one hash of 76 bytes with no allocation, no bounds checks after that of the length. It equals
        //   s = uint256(bytes32(signature[0:32]));
        //   re = uint160(bytes20(signature[32:52]));
        //   uint48 validAfter = uint48(bytes6(signature[52:58]));
        //   uint48 validUntil = uint48(bytes6(signature[58:64]));
        //   digest = keccak256(abi.encodePacked(tag, userOpHash, validAfter, validUntil));
        //   validationData = uint256(validUntil) << 160 | uint256(validAfter) << 208;
        if (signature.length == _BOUNDED_LENGTH) {
            assembly ("memory-safe") {
                let tail := calldataload(add(signature.offset, 0x20)) // Re ‖ validAfter ‖ validUntil
                let m := mload(0x40) // overwritten, and restored below
                mstore(0x00, tag)
                mstore(0x20, userOpHash)
                mstore(0x40, shl(160, tail))
                digest := keccak256(0x00, 0x4c)
                mstore(0x40, m)
                validationData := or(shl(208, shr(48, tail)), shr(48, shl(208, tail)))
            }
        } else if (signature.length != FrostVerifier.SIGNATURE_LENGTH) {
            return _FAILED;
        }
        assembly ("memory-safe") {
            s := calldataload(signature.offset)
            re := shr(96, calldataload(add(signature.offset, 0x20)))
        }
        if (!FrostVerifier.verify(owner, 0, digest, s, re)) validationData = _FAILED;
    }

    /// @dev `userOp.signature`, without the bounds checks: only the EntryPoint calls, with an encoding of its own.
    function _signatureOf(PackedUserOperation calldata userOp) private pure returns (bytes calldata signature) {
        assembly ("memory-safe") {
            let head := add(userOp, calldataload(add(userOp, 0x100)))
            signature.offset := add(head, 0x20)
            signature.length := calldataload(head)
        }
    }

    /// @dev Pays exactly what the EntryPoint asks. It checks for itself that it was paid.
    function _payPrefund(uint256 missingAccountFunds) private {
        assembly ("memory-safe") {
            pop(call(gas(), caller(), missingAccountFunds, 0x00, 0x00, 0x00, 0x00))
        }
    }
}
