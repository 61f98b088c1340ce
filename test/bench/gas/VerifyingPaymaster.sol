// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BasePaymaster} from "@account-abstraction/contracts/core/BasePaymaster.sol";
import {_packValidationData} from "@account-abstraction/contracts/core/Helpers.sol";
import {IEntryPoint} from "@account-abstraction/contracts/interfaces/IEntryPoint.sol";
import {PackedUserOperation} from "@account-abstraction/contracts/interfaces/PackedUserOperation.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// @notice The paymaster that most services run: an off-chain signer, 117 + 64 bytes of data, as in the samples of the
/// EntryPoint's repository at v0.7. For measuring only.
contract VerifyingPaymaster is BasePaymaster {

    address public immutable verifyingSigner;

    constructor(IEntryPoint entryPoint, address signer) BasePaymaster(entryPoint) {
        verifyingSigner = signer;
    }

    function getHash(PackedUserOperation calldata userOp, uint48 validUntil, uint48 validAfter)
        public
        view
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                userOp.sender,
                userOp.nonce,
                keccak256(userOp.initCode),
                keccak256(userOp.callData),
                userOp.accountGasLimits,
                uint256(bytes32(userOp.paymasterAndData[20:52])),
                userOp.preVerificationGas,
                userOp.gasFees,
                block.chainid,
                address(this),
                validUntil,
                validAfter
            )
        );
    }

    /// @dev The interface id of v0.9 is another; what is called here did not change.
    function _validateEntryPointInterface(IEntryPoint) internal pure override {}

    function _validatePaymasterUserOp(PackedUserOperation calldata userOp, bytes32, uint256)
        internal
        view
        override
        returns (bytes memory, uint256)
    {
        (uint48 validUntil, uint48 validAfter) = abi.decode(userOp.paymasterAndData[52:], (uint48, uint48));
        bytes calldata signature = userOp.paymasterAndData[116:];
        require(signature.length == 65, "VerifyingPaymaster: invalid signature length in paymasterAndData");
        bytes32 hash = MessageHashUtils.toEthSignedMessageHash(getHash(userOp, validUntil, validAfter));
        bool failed = verifyingSigner != ECDSA.recover(hash, signature);
        return ("", _packValidationData(failed, validUntil, validAfter));
    }
}
