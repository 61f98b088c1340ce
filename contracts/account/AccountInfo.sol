// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IAccountFeatures} from "../interfaces/IAccountFeatures.sol";
import {AccountAddress} from "./AccountAddress.sol";
import {AccountStorage} from "./AccountStorage.sol";
import {ExecutionMode} from "./ExecutionMode.sol";
import {OwnerKey} from "./OwnerKey.sol";

/// @title AccountInfo
/// @notice What an account tells about itself.
abstract contract AccountInfo is IAccountFeatures, OwnerKey {
    /// @dev The field prime of secp256k1; p mod 4 = 3, so a square root is a power.
    uint256 private constant _P = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;

    /// @inheritdoc IAccountFeatures
    address public immutable entryPoint;

    constructor(address entryPoint_) {
        entryPoint = entryPoint_;
    }

    /// @inheritdoc IAccountFeatures
    function owner() external view returns (bytes32) {
        return _ownerKey();
    }

    /// @inheritdoc IAccountFeatures
    function publicKey() external view returns (uint256 x, uint256 y) {
        x = uint256(_ownerKey());
        uint256 square = addmod(mulmod(mulmod(x, x, _P), x, _P), 7, _P);
        y = Math.modExp(square, (_P + 1) / 4, _P);
        if (y & 1 == 1) y = _P - y;
    }

    /// @inheritdoc IAccountFeatures
    function ownerEpoch() external view returns (uint64) {
        return AccountStorage.account().ownerEpoch;
    }

    /// @inheritdoc IAccountFeatures
    function getNonce(uint192 key) external view returns (uint256) {
        return IEntryPoint(entryPoint).getNonce(address(this), key);
    }

    /// @inheritdoc IAccountFeatures
    function implementation() external view returns (address) {
        return AccountAddress.coreOf(address(this));
    }

    /// @inheritdoc IAccountFeatures
    function proxyType() external pure returns (uint256) {
        return 2;
    }

    /// @inheritdoc IAccountFeatures
    function features() external view returns (address) {
        return _SELF;
    }

    /// @inheritdoc IAccountFeatures
    function isInitialConfig(address factory, bytes32 configHash, bytes32 salt) external view returns (bool) {
        return _isInitialConfig(factory, configHash, salt);
    }

    /// @inheritdoc IAccountFeatures
    function supportsExecutionMode(bytes32 mode) external pure returns (bool) {
        return ExecutionMode.isSupported(mode);
    }

    /// @dev See {IAccountFeatures-isInitialConfig}.
    function _isInitialConfig(address factory, bytes32 configHash, bytes32 salt) internal view returns (bool) {
        bytes32 initCodeHash = keccak256(abi.encodePacked(AccountAddress.CREATION, address(this).code));
        bytes32 create2Salt = AccountAddress.create2Salt(configHash, salt);
        return AccountAddress.compute(factory, create2Salt, initCodeHash) == address(this);
    }
}
