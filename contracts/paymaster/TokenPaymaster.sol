// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Paymaster} from "@openzeppelin/contracts/account/paymaster/Paymaster.sol";
import {PaymasterERC20} from "@openzeppelin/contracts/account/paymaster/extensions/PaymasterERC20.sol";
import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ECDSA} from "solady/src/utils/ECDSA.sol";

import {ITokenPaymaster} from "../interfaces/ITokenPaymaster.sol";
import {ManagedPaymaster} from "./ManagedPaymaster.sol";

/// @title Paymaster that is paid in ERC-20 tokens, for EntryPoint v0.9
/// @notice Takes the most an operation can cost from the sender in validation, and gives back afterwards what it did
/// not cost. The charge is rounded up to the token's smallest unit.
/// @dev `paymasterAndData` is exactly 180 bytes:
///
///     paymaster 20 | verificationGasLimit 16 | postOpGasLimit 16
///     | validUntil 6 | validAfter 6 | token 20 | tokenPerNative 32 | signature 64
///
/// with an EIP-2098 signature of {quoteHash}, which covers every field of the operation. The sender approves the
/// paymaster beforehand, in an earlier operation; what it does with that allowance during the operation changes nothing,
/// because the payment was taken already. Only tokens that move exactly the amount asked for may be quoted.
///
/// Validation moves tokens, and reads the paymaster's storage: ERC-7562 wants it staked.
/// @custom:invariant What an operation takes out of the deposit is worth no more than the tokens it leaves here.
contract TokenPaymaster is ITokenPaymaster, ManagedPaymaster, PaymasterERC20, EIP712 {
    bytes32 private constant _QUOTE_TYPEHASH = keccak256(
        "TokenQuote(address sender,uint256 nonce,bytes initCode,bytes callData,bytes32 accountGasLimits,uint256 preVerificationGas,bytes32 gasFees,uint256 paymasterVerificationGasLimit,uint256 paymasterPostOpGasLimit,uint48 validUntil,uint48 validAfter,address token,uint256 tokenPerNative)"
    );

    uint256 private constant _PAYMASTER_AND_DATA_LENGTH = 180;

    /// @dev Gas of postOp, which the EntryPoint measures only after postOp has said what the operation cost: 7,800
    /// measured with OpenZeppelin's ERC-20, and a margin. A rate for a token with costlier transfers has to allow for it.
    uint256 private constant _POST_OP_GAS = 10_000;

    /// @param owner_ Who may change signers and withdraw; kept off the servers.
    /// @param signer The first signer.
    constructor(address owner_, address signer) EIP712("Tandem Token Paymaster", "1") ManagedPaymaster(owner_, signer) {}

    /// @inheritdoc ITokenPaymaster
    function withdrawTokens(IERC20 token, address to, uint256 amount) external onlyOwner {
        _withdrawTokens(token, to, amount);
    }

    /// @inheritdoc ITokenPaymaster
    function quoteHash(PackedUserOperation calldata userOp, Quote calldata quote)
        external
        view
        returns (bytes32 digest)
    {
        return _quoteHash(userOp, quote);
    }

    function _quoteHash(PackedUserOperation calldata userOp, Quote memory quote) private view returns (bytes32) {
        bytes calldata paymasterAndData = userOp.paymasterAndData;
        // Two halves, because one list of 14 values is too long for the stack.
        bytes memory operation = abi.encode(
            _QUOTE_TYPEHASH,
            userOp.sender,
            userOp.nonce,
            keccak256(userOp.initCode),
            keccak256(userOp.callData),
            userOp.accountGasLimits,
            userOp.preVerificationGas,
            userOp.gasFees
        );
        bytes memory payment = abi.encode(
            uint128(bytes16(paymasterAndData[20:36])),
            uint128(bytes16(paymasterAndData[36:52])),
            quote.validUntil,
            quote.validAfter,
            quote.token,
            quote.tokenPerNative
        );
        return _hashTypedDataV4(keccak256(bytes.concat(operation, payment)));
    }

    function _fetchDetails(PackedUserOperation calldata userOp, bytes32)
        internal
        view
        override
        returns (uint256 validationData, IERC20 token, uint256 tokenPerNative)
    {
        bytes calldata data = userOp.paymasterAndData;
        if (data.length != _PAYMASTER_AND_DATA_LENGTH) {
            return (ERC4337Utils.SIG_VALIDATION_FAILED, IERC20(address(0)), 0);
        }
        Quote memory quote = Quote({
            validUntil: uint48(bytes6(data[52:58])),
            validAfter: uint48(bytes6(data[58:64])),
            token: IERC20(address(bytes20(data[64:84]))),
            tokenPerNative: uint256(bytes32(data[84:116]))
        });
        address recovered =
            ECDSA.tryRecover(_quoteHash(userOp, quote), bytes32(data[116:148]), bytes32(data[148:180]));
        if (!_isSigner(recovered)) validationData = ERC4337Utils.SIG_VALIDATION_FAILED;
        validationData |= (uint256(quote.validUntil) << 160) | (uint256(quote.validAfter) << 208);
        return (validationData, quote.token, quote.tokenPerNative);
    }

    /// @dev Both bases have it; {PaymasterERC20} refunds.
    function _postOp(PostOpMode mode, bytes calldata context, uint256 actualGasCost, uint256 actualUserOpFeePerGas)
        internal
        override(Paymaster, PaymasterERC20)
    {
        super._postOp(mode, context, actualGasCost, actualUserOpFeePerGas);
    }

    /// @dev Both bases have it; {PaymasterERC20} takes the payment.
    function _validatePaymasterUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash, uint256 maxCost)
        internal
        override(Paymaster, PaymasterERC20)
        returns (bytes memory context, uint256 validationData)
    {
        return super._validatePaymasterUserOp(userOp, userOpHash, maxCost);
    }

    function _postOpCost() internal pure override returns (uint256) {
        return _POST_OP_GAS;
    }

    /// @dev A rate of 0 would make every operation free.
    function _minTokensPerNative() internal pure override returns (uint256) {
        return 1;
    }
}
