// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {ITokenPaymaster} from "../../../contracts/interfaces/ITokenPaymaster.sol";
import {SponsorPaymaster} from "../../../contracts/paymaster/SponsorPaymaster.sol";
import {TokenPaymaster} from "../../../contracts/paymaster/TokenPaymaster.sol";
import {Assertions} from "../support/TestBase.sol";

/// @notice What the paymasters' signers sign, written out once more without assembly.
contract PaymastersDomainTest is Assertions {
    SponsorPaymaster private sponsor = new SponsorPaymaster(address(this), address(1));
    TokenPaymaster private token = new TokenPaymaster(address(this), address(1));

    /// @notice S49, S52: also on a chain that split off after the deployment and has an id of its own.
    function testFuzz_S52_sponsorshipHashEqualsThePlainReference(
        PackedUserOperation memory userOp,
        bytes32 gasLimits,
        uint48 validAfter,
        uint48 validUntil,
        uint32 chainId
    ) public {
        userOp.paymasterAndData = abi.encodePacked(address(sponsor), gasLimits);
        if (chainId % 2 == 0) vm.chainId(chainId);
        bytes memory limits = abi.encode(uint256(gasLimits) >> 128, uint128(uint256(gasLimits)));
        bytes32 typeHash = keccak256(
            "UserOperationRequest(address sender,uint256 nonce,bytes initCode,bytes callData,bytes32 accountGasLimits,uint256 preVerificationGas,bytes32 gasFees,uint256 paymasterVerificationGasLimit,uint256 paymasterPostOpGasLimit,uint48 validAfter,uint48 validUntil)"
        );
        bytes32 structHash =
            keccak256(bytes.concat(encodeOperation(typeHash, userOp), limits, abi.encode(validAfter, validUntil)));
        bytes32 expected = digestOf("Tandem Sponsor Paymaster", address(sponsor), structHash);
        assertEq(sponsor.sponsorshipHash(userOp, validAfter, validUntil), expected);
    }

    /// @notice S49, S52: the same of a quote.
    function testFuzz_S52_quoteHashEqualsThePlainReference(
        PackedUserOperation memory userOp,
        bytes32 gasLimits,
        ITokenPaymaster.Quote memory quote,
        uint32 chainId
    ) public {
        userOp.paymasterAndData = abi.encodePacked(address(token), gasLimits);
        if (chainId % 2 == 0) vm.chainId(chainId);
        bytes memory limits = abi.encode(uint256(gasLimits) >> 128, uint128(uint256(gasLimits)));
        bytes32 typeHash = keccak256(
            "TokenQuote(address sender,uint256 nonce,bytes initCode,bytes callData,bytes32 accountGasLimits,uint256 preVerificationGas,bytes32 gasFees,uint256 paymasterVerificationGasLimit,uint256 paymasterPostOpGasLimit,uint48 validUntil,uint48 validAfter,address token,uint256 tokenPerNative)"
        );
        bytes32 structHash =
            keccak256(bytes.concat(encodeOperation(typeHash, userOp), limits, abi.encode(quote)));
        bytes32 expected = digestOf("Tandem Token Paymaster", address(token), structHash);
        assertEq(token.quoteHash(userOp, quote), expected);
    }

    function encodeOperation(bytes32 typeHash, PackedUserOperation memory userOp) private pure returns (bytes memory) {
        return abi.encode(
            typeHash,
            userOp.sender,
            userOp.nonce,
            keccak256(userOp.initCode),
            keccak256(userOp.callData),
            userOp.accountGasLimits,
            userOp.preVerificationGas,
            userOp.gasFees
        );
    }

    function digestOf(bytes memory name, address paymaster, bytes32 structHash) private view returns (bytes32) {
        bytes32 domainSeparator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(name),
                keccak256("1"),
                block.chainid,
                paymaster
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domainSeparator, structHash));
    }
}
