// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {FrostVerifier} from "./FrostVerifier.sol";

/// @title ERC7913FrostVerifier
/// @notice Lets any contract that knows ERC-7913 signers take a threshold key as one: signer = this address ‖ P.x.
contract ERC7913FrostVerifier is IERC7913SignatureVerifier {
    /// @inheritdoc IERC7913SignatureVerifier
    /// @dev Callable by anyone. `key` is the 32-byte x coordinate of a key with even y; any other length is invalid.
    function verify(bytes calldata key, bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        // The cast cuts nothing: 32 bytes.
        // forge-lint: disable-next-line(unsafe-typecast)
        bool valid = key.length == 32 && FrostVerifier.verify(uint256(bytes32(key)), 0, hash, signature);
        return valid ? IERC7913SignatureVerifier.verify.selector : bytes4(0xffffffff);
    }
}
