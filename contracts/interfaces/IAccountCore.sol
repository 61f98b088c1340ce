// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

/// @title IAccountCore
/// @notice The hot path of a Tandem account: what the EntryPoint calls. Everything else is {IAccountFeatures}.
interface IAccountCore {
    /// @notice One call of an ERC-7821 batch.
    /// @param to The target, never 0: see {ZeroTarget}.
    /// @param value Wei to send.
    /// @param data Calldata to send.
    struct Call {
        address to;
        uint256 value;
        bytes data;
    }

    /// @notice The call is for the EntryPoint alone.
    /// @param caller Who called.
    error NotEntryPoint(address caller);

    /// @notice The contract was called at its own address; it works as the code of a clone only.
    error NotThroughClone();

    /// @notice The calldata of `executePacked` is shorter than selector, target and value.
    /// @param length Its length in bytes, below 56.
    error MalformedPackedCall(uint256 length);

    /// @notice A call of a packed batch does not end within the calldata.
    /// @param offset Where that call starts in the calldata.
    error MalformedPackedBatch(uint256 offset);

    /// @notice The ERC-7821 mode is none of the two supported ones.
    /// @param mode The mode.
    error UnsupportedExecutionMode(bytes32 mode);

    /// @notice The execution data is not `abi.encode(Call[])`: malformed, or with opData.
    error UnsupportedExecutionData();

    /// @notice A call of an ERC-7821 batch targets address(0). The ERC makes that the account itself; here a target
    /// is what it says, and a call that two readers understand differently is refused.
    /// @param index The call's index.
    error ZeroTarget(uint256 index);

    /// @notice ERC-4337 validation. Touches the account's storage and precompiles only (ERC-7562).
    /// @dev Only the EntryPoint; payable because the check that no ether came costs gas. `userOp.signature` is 52 bytes, a signature of `userOpHash`, or 64 bytes: a signature
    /// of keccak256(TAG ‖ userOpHash ‖ validAfter ‖ validUntil), validAfter (6 bytes), validUntil (6 bytes).
    /// @param userOp The operation.
    /// @param userOpHash Its hash, which names the EntryPoint and the chain.
    /// @param missingAccountFunds Wei to pay to the EntryPoint now; paid whether the signature is valid or not.
    /// @return validationData 1 for an invalid signature, else validAfter ‖ validUntil ‖ 0 (6, 6, 20 bytes).
    function validateUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash, uint256 missingAccountFunds)
        external
        payable
        returns (uint256 validationData);

    /// @notice Makes one call. Calldata: selector ‖ target (20) ‖ value (32) ‖ data (the rest).
    /// @dev Only the EntryPoint. The name carries a mined suffix: a selector of mostly zero bytes, first in the
    /// dispatcher, is cheaper. A revert of the target is passed on.
    function executePacked_ezig() external payable;

    /// @notice Makes calls in order, all or none. Calldata: selector, then for each call
    /// target (20) ‖ value (32) ‖ length of data (4) ‖ data.
    /// @dev Only the EntryPoint. A revert of a target is passed on.
    function executePackedBatch_a3bkq() external payable;

    /// @notice Makes one call.
    /// @dev Only the EntryPoint. A revert of the target is passed on.
    /// @param target The target.
    /// @param value Wei to send.
    /// @param data Calldata to send.
    function execute(address target, uint256 value, bytes calldata data) external payable;

    /// @notice ERC-7821: makes calls in order, all or none.
    /// @dev Only the EntryPoint. A revert of a target is passed on.
    /// @param mode 0x0100 ‖ any 4 bytes ‖ 00000000 or 78210001 ‖ any 22 bytes: one batch that reverts as a whole.
    /// @param executionData `abi.encode(Call[])`, without opData.
    function execute(bytes32 mode, bytes calldata executionData) external payable;
}
