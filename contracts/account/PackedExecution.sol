// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CoreBase} from "./CoreBase.sol";

/// @title PackedExecution
/// @notice Calls encoded without ABI padding, for less calldata and decoding.
abstract contract PackedExecution is CoreBase {
    /// @dev Bytes of selector, target and value.
    uint256 private constant _HEAD = 56;

    function executePacked_ezig() external payable onlyEntryPoint {
        if (msg.data.length < _HEAD) revert MalformedPackedCall(msg.data.length);
        address target;
        uint256 value;
        bytes calldata data;
        // Why assembly: the length is checked already. It equals
        //   target = address(bytes20(msg.data[4:24]));
        //   value = uint256(bytes32(msg.data[24:56]));
        //   data = msg.data[56:];
        assembly ("memory-safe") {
            target := shr(96, calldataload(4))
            value := calldataload(24)
            data.offset := _HEAD
            data.length := sub(calldatasize(), _HEAD)
        }
        _call(target, value, data);
    }

    function executePackedBatch_a3bkq() external payable onlyEntryPoint {
        uint256 offset = 4;
        while (offset < msg.data.length) {
            offset = _callAt(offset);
        }
    }

    /// @dev Makes the call that starts at `offset`, and returns where it ends.
    function _callAt(uint256 offset) private returns (uint256 end) {
        address target;
        uint256 value;
        bytes calldata data;
        // Why assembly: no bounds check a slice. It equals
        //   target = address(bytes20(msg.data[offset:]));
        //   value = uint256(bytes32(msg.data[offset + 20:]));
        //   data = msg.data[offset + 56:][:uint32(bytes4(msg.data[offset + 52:]))];
        // Reading past the calldata gives zeros, and `end` is checked before anything is used. The sum cannot
        // overflow: offset is below the calldata's length, a length below 2^32.
        assembly ("memory-safe") {
            target := shr(96, calldataload(offset))
            value := calldataload(add(offset, 20))
            data.length := shr(224, calldataload(add(offset, 52)))
            data.offset := add(offset, 56)
            end := add(data.offset, data.length)
        }
        if (end > msg.data.length) revert MalformedPackedBatch(offset);
        _call(target, value, data);
    }
}
