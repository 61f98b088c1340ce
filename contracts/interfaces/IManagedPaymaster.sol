// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaymaster} from "@openzeppelin/contracts/interfaces/IERC4337.sol";

/// @title IManagedPaymaster
/// @notice A paymaster with up to two signers, whose owner manages signers, deposit and stake.
interface IManagedPaymaster is IPaymaster {
    /// @notice The accepted signers changed.
    /// @param first Signer that is tried first, the cheaper one; zero if none.
    /// @param second Signer that is tried second, during an overlap; zero if none.
    event SignersChanged(address indexed first, address indexed second);

    /// @notice Both signers are the same address.
    /// @param signer The address.
    error DuplicateSigner(address signer);

    /// @notice Replaces both signers at once.
    /// @dev Only the owner may call. A rotation is `(old, new)`, then `(new, 0)` once every server signs with the new
    /// key; an emergency revocation is `(new, 0)` alone; `(0, 0)` stops sponsoring.
    /// @param first Signer that is tried first, or zero.
    /// @param second Signer that is tried second, or zero.
    function setSigners(address first, address second) external;

    /// @notice Adds the value sent to this paymaster's deposit at the EntryPoint.
    /// @dev Anyone may call.
    function deposit() external payable;

    /// @notice Takes native coin out of the deposit at the EntryPoint.
    /// @dev Only the owner may call.
    /// @param to Who receives it.
    /// @param amountWei How much, in wei.
    function withdraw(address payable to, uint256 amountWei) external;

    /// @notice Adds the value sent to the stake, which ERC-7562 asks of a paymaster that reads its own storage.
    /// @dev Only the owner may call.
    /// @param unstakeDelaySeconds Least time between {unlockStake} and {withdrawStake}; never less than before.
    function addStake(uint32 unstakeDelaySeconds) external payable;

    /// @notice Starts the unstake delay.
    /// @dev Only the owner may call.
    function unlockStake() external;

    /// @notice Takes the whole stake back after the delay.
    /// @dev Only the owner may call.
    /// @param to Who receives it.
    function withdrawStake(address payable to) external;

    /// @notice The accepted signers; zero where there is none.
    /// @return first Signer that is tried first.
    /// @return second Signer that is tried second.
    function signers() external view returns (address first, address second);
}
