// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Target of calls in tests
/// @notice Records what it was called with, and fails, burns gas or floods the caller with return data on request.
contract CallTarget {
    /// @notice One call that arrived.
    event Called(address indexed caller, uint256 value, bytes data);

    /// @notice The failure that {fail} was asked for.
    error Failed(uint256 code);

    /// @notice The last value given to {setValue}.
    uint256 public value;

    /// @notice How many calls arrived.
    uint256 public calls;

    /// @notice Accepts native coin without data.
    receive() external payable {
        _record();
    }

    /// @notice Accepts any other call.
    fallback() external payable {
        _record();
    }

    /// @notice Stores a value.
    /// @param newValue What to store.
    function setValue(uint256 newValue) external payable {
        value = newValue;
        _record();
    }

    /// @notice Reverts with {Failed}.
    /// @param code What the error carries.
    function fail(uint256 code) external payable {
        revert Failed(code);
    }

    /// @notice Uses all gas it was given.
    function burnGas() external payable {
        while (true) {
            ++value;
        }
    }

    /// @notice Returns many zero bytes, to make the caller pay for copying them.
    /// @param size How many bytes.
    function returnBomb(uint256 size) external payable {
        assembly ("memory-safe") {
            return(0, size)
        }
    }

    function _record() private {
        ++calls;
        emit Called(msg.sender, msg.value, msg.data);
    }
}
