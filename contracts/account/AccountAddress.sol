// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @title AccountAddress
/// @notice The address of an account: a pure function of factory, core, birth key, configHash and salt.
///
/// ```
/// runtime  = 0x363d3d373d3d3d363d73 ‖ core ‖ 0x5af43d82803e903d91602b57fd5bf3 ‖ owner      ERC-1167, 45 + 32 bytes
/// initCode = 0x61004d3d81600a3d39f3 ‖ runtime                                              10 + 77 bytes
/// address  = last 20 bytes of keccak256(0xff ‖ factory ‖ keccak256(configHash ‖ salt) ‖ keccak256(initCode))
/// ```
/// @custom:invariant addressIsAPureFunctionOfInitialData
library AccountAddress {
    /// @notice Init code that returns what follows it, 77 bytes, as the runtime code.
    bytes10 internal constant CREATION = 0x61004d3d81600a3d39f3;

    /// @notice ERC-1167, before the implementation.
    bytes10 internal constant PREFIX = 0x363d3d373d3d3d363d73;

    /// @notice ERC-1167, after the implementation.
    bytes15 internal constant SUFFIX = 0x5af43d82803e903d91602b57fd5bf3;

    /// @notice The init code of an account.
    /// @param core The code it delegates to.
    /// @param owner Its birth key.
    /// @return 87 bytes.
    function initCode(address core, bytes32 owner) internal pure returns (bytes memory) {
        return abi.encodePacked(CREATION, PREFIX, core, SUFFIX, owner);
    }

    /// @notice The salt of CREATE2.
    /// @param configHash Hash of the guardian configuration; 0 for none.
    /// @param salt The user's salt.
    /// @return Both in one.
    function create2Salt(bytes32 configHash, bytes32 salt) internal pure returns (bytes32) {
        return Hashes.efficientKeccak256(configHash, salt);
    }

    /// @notice The address that CREATE2 gives (EIP-1014).
    /// @param factory The creator.
    /// @param salt The salt of {create2Salt}.
    /// @param initCodeHash keccak256 of {initCode}.
    /// @return The address.
    function compute(address factory, bytes32 salt, bytes32 initCodeHash) internal pure returns (address) {
        return Create2.computeAddress(salt, initCodeHash, factory);
    }

    /// @notice The core in an account's code.
    /// @param account The account.
    /// @return core The code it delegates to.
    function coreOf(address account) internal view returns (address core) {
        // Why assembly: Solidity has no slice of code. It equals `address(bytes20(account.code[10:30]))`.
        assembly ("memory-safe") {
            extcodecopy(account, 0x00, 10, 20)
            core := shr(96, mload(0x00))
        }
    }
}
