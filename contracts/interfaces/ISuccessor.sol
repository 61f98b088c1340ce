// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ISuccessor
/// @notice Code that takes a Tandem account over from its core.
interface ISuccessor {
    /// @notice Takes over, in the account's storage: called once by DELEGATECALL when the upgrade is applied.
    /// @dev The owner word names the successor already and must stay so. From then on anybody's call of the account
    /// reaches the successor, this function too: it has to refuse a second one.
    /// @param owner The key that owned the account until now.
    /// @param ownerEpoch Its epoch.
    /// @param data Data of the upgrade.
    /// @return This function's selector.
    function takeOver(bytes32 owner, uint64 ownerEpoch, bytes calldata data) external returns (bytes4);
}
