// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IManagedPaymaster} from "./IManagedPaymaster.sol";

/// @title ITokenPaymaster
/// @notice Pays for an operation and takes an ERC-20 from its sender for it, at a rate that one of its signers quoted.
interface ITokenPaymaster is IManagedPaymaster {
    /// @notice A quote, as it stands in `paymasterAndData`.
    /// @param validUntil Last second at which it is valid; 0 means for ever.
    /// @param validAfter It is valid after this second.
    /// @param token The token.
    /// @param tokenPerNative Smallest units of the token for 1e18 wei, never 0.
    struct Quote {
        uint48 validUntil;
        uint48 validAfter;
        IERC20 token;
        uint256 tokenPerNative;
    }

    /// @notice Takes tokens out of the paymaster.
    /// @dev Only the owner may call.
    /// @param token The token.
    /// @param to Who receives them.
    /// @param amount How many, in the smallest unit; the largest number means all.
    function withdrawTokens(IERC20 token, address to, uint256 amount) external;

    /// @notice The EIP-712 digest that a signer signs to quote for an operation.
    /// @param userOp The operation; `paymasterAndData` needs at least the paymaster's address and gas limits, 52 bytes.
    /// @param quote The quote.
    /// @return digest The digest.
    function quoteHash(PackedUserOperation calldata userOp, Quote calldata quote)
        external
        view
        returns (bytes32 digest);
}
