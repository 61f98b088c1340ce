// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FrostVerifier} from "../signature/FrostVerifier.sol";

/// @title OwnerWord
/// @notice The meanings of an account's owner word:
///
/// | owner word | meaning |
/// |---|---|
/// | 0 | the birth key in the clone's code is the owner |
/// | x < n | rotated or recovered key |
/// | 0xff×12 ‖ address | a successor implementation, which the core delegates to |
library OwnerWord {
    /// @notice Whether the word names a successor implementation.
    /// @param word The owner word.
    /// @return True when its top 96 bits are all ones.
    function isSuccessor(bytes32 word) internal pure returns (bool) {
        return uint256(word) >> 160 == type(uint96).max;
    }

    /// @notice The successor implementation in the word.
    /// @param word An owner word for which {isSuccessor} holds.
    /// @return The implementation.
    function successor(bytes32 word) internal pure returns (address) {
        return address(uint160(uint256(word)));
    }

    /// @notice Whether the word is a key that may own an account: the x coordinate of a point, below n, and not to be
    /// taken for a successor.
    /// @custom:invariant ownerIsAlwaysAValidKey
    /// @param word The candidate.
    /// @return True when it may be installed.
    function isKey(bytes32 word) internal pure returns (bool) {
        return !isSuccessor(word) && FrostVerifier.isPublicKey(uint256(word));
    }
}
