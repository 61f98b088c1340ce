// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccountFactory} from "../interfaces/IAccountFactory.sol";
import {IAccountFeatures} from "../interfaces/IAccountFeatures.sol";
import {FrostVerifier} from "../signature/FrostVerifier.sol";
import {AccountAddress} from "./AccountAddress.sol";

/// @title AccountFactory
/// @notice Creates accounts of version 1, for ever: the core is in their address.
contract AccountFactory is IAccountFactory {
    /// @inheritdoc IAccountFactory
    address public immutable core;

    /// @param core_ The code of every account.
    constructor(address core_) {
        core = core_;
    }

    /// @inheritdoc IAccountFactory
    function createAccount(bytes32 owner, bytes32 configHash, bytes32 salt, Rotation[] calldata rotations)
        external
        returns (address account)
    {
        bytes memory initCode = AccountAddress.initCode(core, owner);
        bytes32 create2Salt = AccountAddress.create2Salt(configHash, salt);
        account = AccountAddress.compute(address(this), create2Salt, keccak256(initCode));
        if (account.code.length != 0) return account;

        // Whether the owner is on the curve costs 3,100 gas to ask and changes nothing: a key that is not signs nothing,
        // and guardians in the address may still replace it. A value that is no x of the suite is a mistake.
        if (owner == 0 || uint256(owner) >= FrostVerifier.N) revert InvalidOwner(owner);
        _create(account, initCode, create2Salt);
        for (uint256 i; i < rotations.length; ++i) {
            Rotation calldata rotation = rotations[i];
            IAccountFeatures(account).rotateOwner(rotation.newOwner, rotation.proof, rotation.ownerSignature);
        }
    }

    /// @inheritdoc IAccountFactory
    function getAddress(bytes32 owner, bytes32 configHash, bytes32 salt) external view returns (address) {
        bytes32 initCodeHash = keccak256(AccountAddress.initCode(core, owner));
        return AccountAddress.compute(address(this), AccountAddress.create2Salt(configHash, salt), initCodeHash);
    }

    /// @dev CREATE2, which Solidity has for contract types only.
    function _create(address account, bytes memory initCode, bytes32 create2Salt) private {
        address created;
        assembly ("memory-safe") {
            created := create2(0, add(initCode, 0x20), mload(initCode), create2Salt)
        }
        if (created != account) revert CreationFailed(account);
    }
}
