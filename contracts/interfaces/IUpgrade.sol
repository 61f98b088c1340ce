// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IUpgrade
/// @notice Replacing the code behind a Tandem account, visibly and after a delay. Called on the account itself.
interface IUpgrade {
    /// @notice What an upgrade replaces: the features behind the core, or the core itself by a successor.
    enum UpgradeKind {
        Features,
        Successor
    }

    /// @notice The owner scheduled an upgrade.
    /// @param kind What it replaces.
    /// @param implementation The new code.
    /// @param codeHash Hash of that code.
    /// @param data What the new code is called with.
    /// @param readyAt First second at which it may be applied.
    /// @param expiresAt First second at which it no longer may.
    event UpgradeScheduled(
        UpgradeKind kind, address indexed implementation, bytes32 codeHash, bytes data, uint48 readyAt, uint48 expiresAt
    );

    /// @notice An upgrade took effect.
    /// @param kind What it replaced.
    /// @param implementation The new code.
    event UpgradeApplied(UpgradeKind kind, address indexed implementation);

    /// @notice ERC-1967's event, for explorers: a successor took over.
    /// @param implementation The successor.
    event Upgraded(address indexed implementation);

    /// @notice The owner cancelled a scheduled upgrade.
    /// @param scheduleHash Its hash.
    event UpgradeCancelled(bytes32 indexed scheduleHash);

    /// @notice The implementation has no code of its own, names another EntryPoint, or did not take over.
    /// @param implementation The implementation.
    error InvalidImplementation(address implementation);

    /// @notice Schedules an upgrade, which replaces a scheduled one.
    /// @dev Only the account, by its owner; not while a recovery is pending. It waits 36 h and then has 12 h.
    /// @param kind What to replace.
    /// @param implementation The new code.
    /// @param data For features: what the account calls them with afterwards, or nothing. For a successor: `data` of
    /// {ISuccessor-takeOver}.
    function scheduleUpgrade(UpgradeKind kind, address implementation, bytes calldata data) external;

    /// @notice Applies the scheduled upgrade, within its window, if the code is still what it was.
    /// @dev Callable by anyone; not while a recovery is pending.
    /// @param kind What to replace.
    /// @param implementation The new code.
    /// @param data What the new code is called with.
    function applyUpgrade(UpgradeKind kind, address implementation, bytes calldata data) external;

    /// @notice Cancels the scheduled upgrade.
    /// @dev Only the account, by its owner.
    function cancelUpgrade() external;

    /// @notice The scheduled upgrade.
    /// @return scheduleHash keccak256(abi.encode(kind, implementation, codeHash, keccak256(data))); 0 for none.
    /// @return readyAt First second at which it may be applied.
    /// @return expiresAt First second at which it no longer may.
    function scheduledUpgrade() external view returns (bytes32 scheduleHash, uint48 readyAt, uint48 expiresAt);
}
