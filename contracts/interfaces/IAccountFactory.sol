// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IAccountFactory
/// @notice Creates Tandem accounts, on every chain at the same address.
interface IAccountFactory {
    /// @notice One change of owner that the account saw on another chain.
    /// @param newOwner P.x of the new key.
    /// @param proof The new key's signature of `InstallOwner`.
    /// @param ownerSignature The then owner's signature of `RotateOwner`.
    struct Rotation {
        bytes32 newOwner;
        bytes proof;
        bytes ownerSignature;
    }

    /// @notice The value is no x coordinate of a key: 0, or not below n.
    /// @param owner The value.
    error InvalidOwner(bytes32 owner);

    /// @notice CREATE2 failed.
    /// @param account The address that was to be created.
    error CreationFailed(address account);

    /// @notice Creates the account with its birth key, then applies the rotations in order. When it exists already
    /// nothing happens: a missing rotation is then applied with `rotateOwner` of the account.
    /// @dev Callable by anyone. Whether `owner` is on the curve is for its owner to know: a key that is not signs nothing.
    /// @param owner P.x of the birth key, in 1..n−1.
    /// @param configHash Hash of the guardian configuration; 0 for none.
    /// @param salt Any value; 0 for a first account.
    /// @param rotations The changes of owner since.
    /// @return account The account's address.
    function createAccount(bytes32 owner, bytes32 configHash, bytes32 salt, Rotation[] calldata rotations)
        external
        returns (address account);

    /// @notice The account's address: CREATE2 by this factory with salt keccak256(configHash ‖ salt) and the init code
    /// `0x61004d3d81600a3d39f3363d3d373d3d3d363d73 ‖ core ‖ 0x5af43d82803e903d91602b57fd5bf3 ‖ owner`.
    /// @param owner P.x of the birth key.
    /// @param configHash Hash of the guardian configuration; 0 for none.
    /// @param salt The salt.
    /// @return The address.
    function getAddress(bytes32 owner, bytes32 configHash, bytes32 salt) external view returns (address);

    /// @notice The code of every account.
    /// @return The core.
    function core() external view returns (address);
}
