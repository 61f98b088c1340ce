// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IAccountFeatures
/// @notice What a Tandem account does besides operations, and besides the ERCs that have an interface of their own
/// (ERC-165, ERC-721 and ERC-1155 receivers, ERC-1271, ERC-5267). Called on the account: the core delegates.
interface IAccountFeatures {
    /// @notice The owner was replaced with the owner's own signature.
    /// @param previousOwner The key that owned the account.
    /// @param newOwner The key that owns it now.
    /// @param ownerEpoch The epoch that began.
    event OwnerRotated(bytes32 indexed previousOwner, bytes32 indexed newOwner, uint64 ownerEpoch);

    /// @notice No such function, or not in this version.
    /// @param selector The first four bytes of the call.
    error NotAvailable(bytes4 selector);

    /// @notice The value is no key that may own an account: not below n, not on the curve, or like a successor.
    /// @param owner The value.
    error InvalidOwner(bytes32 owner);

    /// @notice The key owns the account already.
    /// @param owner The key.
    error OwnerUnchanged(bytes32 owner);

    /// @notice The new key did not sign `InstallOwner` for this account.
    /// @param newOwner The new key.
    error InvalidProof(bytes32 newOwner);

    /// @notice The current owner did not sign `RotateOwner` for this account.
    /// @param newOwner The new key.
    /// @param ownerEpoch The epoch the signature must name.
    error InvalidOwnerSignature(bytes32 newOwner, uint64 ownerEpoch);

    /// @notice Replaces the owner key, and ends a pending recovery, configuration and upgrade.
    /// @dev Callable by anyone: the signatures authorize. Both are 52 bytes, under the EIP-712 domain
    /// (name "Tandem Recovery", version "1", verifyingContract the account, no chain id), so they are valid on every
    /// chain on which the account stands at this epoch.
    /// @param newOwner P.x of the new key.
    /// @param proof The new key's signature of `InstallOwner(bytes32 newOwner)`.
    /// @param ownerSignature The owner's signature of `RotateOwner(bytes32 newOwner,uint64 ownerEpoch)`.
    function rotateOwner(bytes32 newOwner, bytes calldata proof, bytes calldata ownerSignature) external;

    /// @notice The form before ERC-1271 was final, which Safe ≤ 1.4.1 asks of its owners. Takes the same path.
    /// @param data What is signed; its keccak256 is the hash.
    /// @param signature As for `isValidSignature(bytes32,bytes)`.
    /// @return 0x20c13b0b valid, 0xffffffff invalid.
    function isValidSignature(bytes calldata data, bytes calldata signature) external view returns (bytes4);

    /// @notice The owner key, P.x; its y is even.
    /// @return The key.
    function owner() external view returns (bytes32);

    /// @notice The owner key as a point.
    /// @return x The x coordinate.
    /// @return y The y coordinate, even.
    function publicKey() external view returns (uint256 x, uint256 y);

    /// @notice How many times the owner changed.
    /// @return The epoch.
    function ownerEpoch() external view returns (uint64);

    /// @notice The EntryPoint the account takes operations from.
    /// @return Its address.
    function entryPoint() external view returns (address);

    /// @notice The next nonce of a sequence.
    /// @param key Which sequence, 192 bits; 0 is the usual one.
    /// @return The nonce: key ‖ sequence number (64 bits).
    function getNonce(uint192 key) external view returns (uint256);

    /// @notice EIP-897: the code this account delegates to.
    /// @return The core.
    function implementation() external view returns (address);

    /// @notice EIP-897: whether the code can change.
    /// @return 2, an upgradeable proxy.
    function proxyType() external pure returns (uint256);

    /// @notice The code that runs the features.
    /// @return The features of version 1, or those of an upgrade.
    function features() external view returns (address);

    /// @notice Whether the account was created by `factory` with these values; a guardian configuration in the address
    /// is stored nowhere else.
    /// @dev A false claim would need a second preimage of the account's address, whatever `factory` is.
    /// @param factory The factory that created the account.
    /// @param configHash Hash of the guardian configuration; 0 for none.
    /// @param salt The salt.
    /// @return True when they give this account's address.
    function isInitialConfig(address factory, bytes32 configHash, bytes32 salt) external view returns (bool);

    /// @notice ERC-7821: whether `execute(bytes32,bytes)` takes the mode.
    /// @param mode The mode.
    /// @return True for a single batch, with or without room for opData.
    function supportsExecutionMode(bytes32 mode) external pure returns (bool);
}
