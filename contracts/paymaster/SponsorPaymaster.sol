// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ECDSA} from "solady/src/utils/ECDSA.sol";

import {ISponsorPaymaster} from "../interfaces/ISponsorPaymaster.sol";
import {ManagedPaymaster} from "./ManagedPaymaster.sol";

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
contract SponsorPaymaster is ISponsorPaymaster, ManagedPaymaster, EIP712 {
    bytes32 private constant SPONSORSHIP_TYPEHASH = keccak256(
        "UserOperationRequest(address sender,uint256 nonce,bytes initCode,bytes callData,bytes32 accountGasLimits,uint256 preVerificationGas,bytes32 gasFees,uint256 paymasterVerificationGasLimit,uint256 paymasterPostOpGasLimit,uint48 validAfter,uint48 validUntil)"
    );

    uint256 private constant PAYMASTER_AND_DATA_LENGTH = 128;

    /// @dev The domain separator while the chain keeps the id it had at deployment. {EIP712} caches it as well, behind
    /// a check against use by DELEGATECALL that this contract does without.
    bytes32 private immutable _DOMAIN_SEPARATOR;
    uint256 private immutable _CHAIN_ID;

    /// @param owner_ Who may change signers and withdraw; kept off the servers.
    /// @param signer The first signer.
    constructor(address owner_, address signer) 
        EIP712("Tandem Sponsor Paymaster", "1")
        ManagedPaymaster(owner_, signer)
    {
        _DOMAIN_SEPARATOR = _domainSeparatorV4();
        _CHAIN_ID = block.chainid;
    }

    /// @inheritdoc ISponsorPaymaster
    function sponsorshipHash(PackedUserOperation calldata userOp, uint48 validAfter, uint48 validUntil)
        public
        view
        returns (bytes32 digest)
    {
        return _digest(userOp, (uint256(validUntil) << 48) | validAfter);
    }

    function _validatePaymasterUserOp(PackedUserOperation calldata userOp, bytes32, uint256)
        internal
        view
        override
        returns (bytes memory, uint256 validationData)
    {
        validationData = _validateSponsorship(userOp);
        // Why assembly: there is no context, and Solidity copies the empty one. It equals `return ("", validationData)`.
        assembly ("memory-safe") {
            let m := mload(0x40)
            mstore(m, 0x40)
            mstore(add(m, 0x20), validationData)
            mstore(add(m, 0x40), 0)
            return(m, 0x60)
        }
    }

    function _validateSponsorship(PackedUserOperation calldata userOp) private view returns (uint256 validationData) {
        (uint256 length, uint256 bounds, bytes32 r, bytes32 vs) = _readPaymasterAndData(userOp);
        if (length != PAYMASTER_AND_DATA_LENGTH) return ERC4337Utils.SIG_VALIDATION_FAILED;
        address recovered = ECDSA.tryRecover(_digest(userOp, bounds), r, vs);
        // validAfter 6 | validUntil 6 | 20 bytes, 0 for success
        validationData = (bounds << 208) | ((bounds >> 48) << 160);
        if (!_isSigner(recovered)) validationData |= ERC4337Utils.SIG_VALIDATION_FAILED;
    }

    /// @dev What follows the gas limits in `paymasterAndData`; without meaning unless its length is right.
    /// @return length Length of `paymasterAndData`.
    /// @return bounds validUntil 6 | validAfter 6, right-aligned.
    /// @return r First word of the signature.
    /// @return vs Second word of the signature.
    function _readPaymasterAndData(PackedUserOperation calldata userOp)
        private
        pure
        returns (uint256 length, uint256 bounds, bytes32 r, bytes32 vs)
    {
        // Why assembly: the length is checked once, not in each slice. It equals
        //   length = userOp.paymasterAndData.length;
        //   bounds = uint96(bytes12(userOp.paymasterAndData[52:64]));
        //   r = bytes32(userOp.paymasterAndData[64:96]);
        //   vs = bytes32(userOp.paymasterAndData[96:128]);
        assembly ("memory-safe") {
            let data := add(userOp, calldataload(add(userOp, 0xe0)))
            length := calldataload(data)
            bounds := shr(160, calldataload(add(data, 84)))
            r := calldataload(add(data, 96))
            vs := calldataload(add(data, 128))
        }
    }

    /// @dev EIP-712 digest of the request; `bounds` as in {_readPaymasterAndData}.
    function _digest(PackedUserOperation calldata userOp, uint256 bounds) private view returns (bytes32 digest) {
        bytes32 typeHash = SPONSORSHIP_TYPEHASH;
        bytes32 domainSeparator = block.chainid == _CHAIN_ID ? _DOMAIN_SEPARATOR : _domainSeparatorV4();
        // Why assembly: Solidity spends 2,000 gas more on copies and on checks of what the EntryPoint has encoded
        // itself; anybody else who sends malformed calldata gets a useless digest. It equals
        //   _hashTypedDataV4(keccak256(abi.encode(
        //       typeHash, userOp.sender, userOp.nonce, keccak256(userOp.initCode), keccak256(userOp.callData),
        //       userOp.accountGasLimits, userOp.preVerificationGas, userOp.gasFees,
        //       uint128(bytes16(userOp.paymasterAndData[20:36])), uint128(bytes16(userOp.paymasterAndData[36:52])),
        //       validAfter, validUntil
        //   )))
        // It writes above the free memory pointer only, and leaves nothing there that is read later.
        assembly ("memory-safe") {
            function hashBytes(op, field, m) -> h {
                let data := add(op, calldataload(add(op, field)))
                let length := calldataload(data)
                calldatacopy(m, add(data, 0x20), length)
                h := keccak256(m, length)
            }
            let m := mload(0x40)
            let initCodeHash := hashBytes(userOp, 0x40, m)
            let callDataHash := hashBytes(userOp, 0x60, m)
            let paymasterAndData := add(userOp, add(calldataload(add(userOp, 0xe0)), 0x20))
            mstore(m, typeHash)
            calldatacopy(add(m, 0x20), userOp, 0x40) // sender, nonce
            mstore(add(m, 0x60), initCodeHash)
            mstore(add(m, 0x80), callDataHash)
            calldatacopy(add(m, 0xa0), add(userOp, 0x80), 0x60) // accountGasLimits, preVerificationGas, gasFees
            mstore(add(m, 0x100), shr(128, calldataload(add(paymasterAndData, 20))))
            mstore(add(m, 0x120), shr(128, calldataload(add(paymasterAndData, 36))))
            mstore(add(m, 0x140), and(bounds, 0xffffffffffff))
            mstore(add(m, 0x160), shr(48, bounds))
            let structHash := keccak256(m, 0x180)
            mstore(m, hex"1901")
            mstore(add(m, 0x02), domainSeparator)
            mstore(add(m, 0x22), structHash)
            digest := keccak256(m, 0x42)
        }
    }
}
