// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable2Step, Ownable} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Paymaster} from "@openzeppelin/contracts/account/paymaster/Paymaster.sol";
import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {IPaymaster, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {ISponsorPaymaster} from "../interfaces/ISponsorPaymaster.sol";

/// @title Paymaster of operations that the co-signing service sponsors, for EntryPoint v0.9
/// @notice Pays for an operation when one of two signers has signed every field of it, on this chain, for this
/// paymaster.
/// @dev `paymasterAndData` is exactly 128 bytes:
///
///     paymaster 20 | verificationGasLimit 16 | postOpGasLimit 16 | validUntil 6 | validAfter 6 | signature 64
///
/// with an EIP-2098 signature of {sponsorshipHash}. Any other length, and any signature of somebody else, fails
/// validation without a revert, so that bundlers can estimate gas with a stub. The context is empty: there is no
/// postOp call. Replay is stopped by the nonce of the sender, which is part of the hash.
///
/// The signers are storage of this contract. ERC-7562 lets only staked paymasters read that (STO-031), so stake it
/// before offering operations to a public mempool.
/// @custom:invariant The deposit leaves only for a sponsored operation or by the owner.
contract SponsorPaymaster is ISponsorPaymaster, Paymaster, EIP712, Ownable2Step {
    bytes32 private constant SPONSORSHIP_TYPEHASH = keccak256(
        "UserOperationRequest(address sender,uint256 nonce,bytes initCode,bytes callData,bytes32 accountGasLimits,uint256 preVerificationGas,bytes32 gasFees,uint256 paymasterVerificationGasLimit,uint256 paymasterPostOpGasLimit,uint48 validAfter,uint48 validUntil)"
    );

    uint256 private constant PAYMASTER_AND_DATA_LENGTH = 128;

    address private _first;
    address private _second;

    /// @param owner_ Who may change signers and withdraw; kept off the servers.
    /// @param signer The first signer.
    constructor(address owner_, address signer) EIP712("Tandem Sponsor Paymaster", "1") Ownable(owner_) {
        _setSigners(signer, address(0));
    }

    /// @inheritdoc ISponsorPaymaster
    function setSigners(address first, address second) external onlyOwner {
        _setSigners(first, second);
    }

    /// @inheritdoc ISponsorPaymaster
    function deposit() external payable {
        _deposit(msg.value);
    }

    /// @inheritdoc ISponsorPaymaster
    function withdraw(address payable to, uint256 amountWei) external onlyOwner {
        _withdraw(to, amountWei);
    }

    /// @inheritdoc ISponsorPaymaster
    function addStake(uint32 unstakeDelaySeconds) external payable onlyOwner {
        _addStake(msg.value, unstakeDelaySeconds);
    }

    /// @inheritdoc ISponsorPaymaster
    function unlockStake() external onlyOwner {
        _unlockStake();
    }

    /// @inheritdoc ISponsorPaymaster
    function withdrawStake(address payable to) external onlyOwner {
        _withdrawStake(to);
    }

    /// @inheritdoc ISponsorPaymaster
    function signers() external view returns (address first, address second) {
        return (_first, _second);
    }

    /// @inheritdoc ISponsorPaymaster
    function sponsorshipHash(PackedUserOperation calldata userOp, uint48 validAfter, uint48 validUntil)
        public
        view
        returns (bytes32 digest)
    {
        bytes calldata paymasterAndData = userOp.paymasterAndData;
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    SPONSORSHIP_TYPEHASH,
                    userOp.sender,
                    userOp.nonce,
                    keccak256(userOp.initCode),
                    keccak256(userOp.callData),
                    userOp.accountGasLimits,
                    userOp.preVerificationGas,
                    userOp.gasFees,
                    uint128(bytes16(paymasterAndData[20:36])),
                    uint128(bytes16(paymasterAndData[36:52])),
                    validAfter,
                    validUntil
                )
            )
        );
    }

    function _validatePaymasterUserOp(PackedUserOperation calldata userOp, bytes32, uint256)
        internal
        view
        override
        returns (bytes memory context, uint256 validationData)
    {
        bytes calldata paymasterAndData = userOp.paymasterAndData;
        if (paymasterAndData.length != PAYMASTER_AND_DATA_LENGTH) {
            return ("", ERC4337Utils.SIG_VALIDATION_FAILED);
        }
        uint48 validUntil = uint48(bytes6(paymasterAndData[52:58]));
        uint48 validAfter = uint48(bytes6(paymasterAndData[58:64]));
        (address recovered,,) = ECDSA.tryRecover(
            sponsorshipHash(userOp, validAfter, validUntil),
            bytes32(paymasterAndData[64:96]),
            bytes32(paymasterAndData[96:128])
        );
        uint256 failed = _isSigner(recovered) ? ERC4337Utils.SIG_VALIDATION_SUCCESS : ERC4337Utils.SIG_VALIDATION_FAILED;
        return ("", failed | (uint256(validUntil) << 160) | (uint256(validAfter) << 208));
    }

    function _setSigners(address first, address second) private {
        if (first == second && first != address(0)) revert DuplicateSigner(first);
        _first = first;
        _second = second;
        emit SignersChanged(first, second);
    }

    /// @dev A failed recovery gives zero, which is also what an empty place holds.
    function _isSigner(address recovered) private view returns (bool) {
        return recovered != address(0) && (recovered == _first || recovered == _second);
    }
}
