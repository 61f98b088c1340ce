// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1271} from "solady/src/accounts/ERC1271.sol";
import {IAccountFeatures} from "../interfaces/IAccountFeatures.sol";
import {OwnerKey} from "./OwnerKey.sol";

/// @title ERC1271Signatures
/// @notice Signatures of the account for apps: ERC-1271 with the nested EIP-712 of ERC-7739, and ERC-5267.
abstract contract ERC1271Signatures is IAccountFeatures, ERC1271, OwnerKey {
    /// @dev The form before ERC-1271 was final: `isValidSignature(bytes,bytes)`.
    bytes4 private constant _LEGACY_MAGIC = 0x20c13b0b;

    /// @dev ERC-1271's `isValidSignature(bytes32,bytes)`.
    bytes4 private constant _MAGIC = 0x1626ba7e;

    /// @inheritdoc IAccountFeatures
    function isValidSignature(bytes calldata data, bytes calldata signature) external view returns (bytes4) {
        bool valid = isValidSignature(keccak256(data), signature) == _MAGIC;
        return valid ? _LEGACY_MAGIC : bytes4(0xffffffff);
    }

    /// @notice ERC-1271 with the defences of ERC-7739, under the EIP-712 domain (name "Tandem", version "1", chain id,
    /// verifyingContract the account).
    /// @param hash The app's hash; 0x7739…7739 with an empty signature asks whether ERC-7739 is supported.
    /// @param signature 52 bytes of the owner: a personal signature; or 52 bytes ‖ app domain separator ‖ contents ‖
    /// contents description ‖ its length (2 bytes): typed data. May be wrapped by ERC-6492.
    /// @return 0x1626ba7e valid, 0xffffffff invalid, 0x77390001 supported.
    function isValidSignature(bytes32 hash, bytes calldata signature) public view override returns (bytes4) {
        return ERC1271.isValidSignature(hash, signature);
    }

    /// @dev The account's domain for apps.
    function _domainNameAndVersion() internal pure override returns (string memory name, string memory version) {
        return ("Tandem", "1");
    }

    /// @dev Nothing is cached in immutables: the same bytes run on every chain, and always as the code of a clone.
    function _domainNameAndVersionMayChange() internal pure override returns (bool) {
        return true;
    }

    /// @dev The owner is a key, not an address; {_erc1271IsValidSignatureNowCalldata} replaces this.
    function _erc1271Signer() internal pure override returns (address) {
        return address(0);
    }

    /// @dev The owner's signature of the nested hash.
    function _erc1271IsValidSignatureNowCalldata(bytes32 hash, bytes calldata signature)
        internal
        view
        override
        returns (bool)
    {
        return _verifyOwner(hash, signature);
    }

    /// @dev No caller is trusted to have bound the account into the hash.
    function _erc1271CallerIsSafe() internal pure override returns (bool) {
        return false;
    }

    /// @dev No raw path, not even off chain.
    function _erc1271IsValidSignatureViaRPC(bytes32, bytes calldata) internal pure override returns (bool) {
        return false;
    }
}
