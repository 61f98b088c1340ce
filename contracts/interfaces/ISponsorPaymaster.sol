// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

import {IManagedPaymaster} from "./IManagedPaymaster.sol";

/// @title Paymaster of operations that the co-signing service sponsors
/// @notice Pays for an operation when one of its signers has signed every field of it.
interface ISponsorPaymaster is IManagedPaymaster {
    /// @notice The EIP-712 digest that a signer signs to sponsor an operation.
    /// @dev Covers all of `userOp` except `signature` and the bytes of `paymasterAndData` after the two gas limits;
    /// of those, the validity bounds are covered by the two parameters.
    /// @param userOp The operation; `paymasterAndData` needs at least the paymaster's address and gas limits, 52 bytes.
    /// @param validAfter First second at which the sponsorship is not yet valid plus one, as in ERC-4337.
    /// @param validUntil Last second at which the sponsorship is valid; 0 means for ever.
    /// @return digest The digest.
    function sponsorshipHash(PackedUserOperation calldata userOp, uint48 validAfter, uint48 validUntil)
        external
        view
        returns (bytes32 digest);
}
