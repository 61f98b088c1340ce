// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Remembers every call it gets, and misbehaves on request.
contract CallRecorder {
    struct Received {
        address caller;
        uint256 value;
        bytes data;
    }

    error Refused(uint256 code);

    Received[] public received;

    receive() external payable {
        received.push(Received(msg.sender, msg.value, ""));
    }

    fallback() external payable {
        received.push(Received(msg.sender, msg.value, msg.data));
    }

    function count() external view returns (uint256) {
        return received.length;
    }

    function refuse(uint256 code) external payable {
        revert Refused(code);
    }

    /// @notice Returns `size` bytes of memory that cost nothing to make but to expand.
    function flood(uint256 size) external payable {
        assembly ("memory-safe") {
            return(0, size)
        }
    }

    /// @notice Reverts with `size` bytes.
    function floodAndRevert(uint256 size) external payable {
        assembly ("memory-safe") {
            revert(0, size)
        }
    }

    /// @notice Calls back what called.
    function callBack(bytes calldata data) external payable {
        (bool success, bytes memory result) = msg.sender.call(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
    }
}
