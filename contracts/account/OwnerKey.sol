// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FrostVerifier} from "../signature/FrostVerifier.sol";
import {AccountStorage} from "./AccountStorage.sol";

/// @title OwnerKey
/// @notice Which key owns the account, and the one door to its signature scheme.
abstract contract OwnerKey {
    /// @dev Where this code was deployed.
    address internal immutable _SELF = address(this);

    /// @dev The code's own storage gets an owner word that no key signs for and no call can be forwarded to: deployed
    /// code is nobody's account. A clone's storage begins empty.
    constructor() {
        AccountStorage.account().ownerWord = bytes32(type(uint256).max);
    }

    /// @dev Whether the code runs as the code of a clone.
    function _isClone() internal view returns (bool) {
        return address(this) != _SELF;
    }

    /// @dev The owner word; see {OwnerWord}.
    function _ownerWord() internal view returns (bytes32) {
        return AccountStorage.account().ownerWord;
    }

    /// @dev The key that owns the account while no successor does.
    function _ownerKey() internal view returns (bytes32 key) {
        key = _ownerWord();
        if (key == 0) key = _birthKey();
    }

    /// @dev The key in the clone's code, bytes 45..76.
    function _birthKey() internal view returns (bytes32 key) {
        // Why assembly: Solidity copies the whole code. It equals `bytes32(address(this).code[45:77])`.
        assembly ("memory-safe") {
            extcodecopy(address(), 0x00, 45, 0x20)
            key := mload(0x00)
        }
    }

    /// @dev The account's signature scheme, here alone: 52 bytes of the suite in {FrostVerifier}, y even.
    function _verifyKey(bytes32 key, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        return FrostVerifier.verify(uint256(key), 0, digest, signature);
    }

    /// @dev Whether `signature` is the owner's signature of `digest`.
    function _verifyOwner(bytes32 digest, bytes calldata signature) internal view returns (bool) {
        return _verifyKey(_ownerKey(), digest, signature);
    }
}
