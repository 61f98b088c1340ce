// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CoreBase} from "./CoreBase.sol";
import {ExecutionMode} from "./ExecutionMode.sol";

/// @title ERC7821Execution
/// @notice Calls encoded by the ABI: one call, and the batch of ERC-7821 without opData.
abstract contract ERC7821Execution is CoreBase {
    function execute(address target, uint256 value, bytes calldata data) external payable onlyEntryPoint {
        _call(target, value, data);
    }

    function execute(bytes32 mode, bytes calldata executionData) external payable onlyEntryPoint {
        if (!ExecutionMode.isSupported(mode)) revert UnsupportedExecutionMode(mode);
        Call[] calldata calls = _decodeCalls(executionData);
        for (uint256 i; i < calls.length; ++i) {
            Call calldata call_ = _callAt(calls, i);
            if (call_.to == address(0)) revert ZeroTarget(i);
            _call(call_.to, call_.value, call_.data);
        }
    }

    /// @dev The calls in `abi.encode(Call[])`. Solidity checks each element's bounds against the calldata when it is
    /// read; here only the array's place is fixed, which also excludes opData.
    function _decodeCalls(bytes calldata executionData) private pure returns (Call[] calldata calls) {
        // abi.encode(calls) is 0x20 ‖ count ‖ an offset for each call ‖ …
        // The cast takes the first word on purpose.
        // forge-lint: disable-next-line(unsafe-typecast)
        if (executionData.length < 0x40 || uint256(bytes32(executionData)) != 0x20) revert UnsupportedExecutionData();
        assembly ("memory-safe") {
            calls.offset := add(executionData.offset, 0x40)
            calls.length := calldataload(add(executionData.offset, 0x20))
        }
        if (calls.length > (executionData.length - 0x40) / 0x20) revert UnsupportedExecutionData();
    }

    /// @dev Solidity takes an offset of 2²⁵⁵ or more for one that points backwards; abi.decode, and with it everybody who
    /// reads the calls before they are signed, refuses it.
    function _callAt(Call[] calldata calls, uint256 index) private pure returns (Call calldata call_) {
        call_ = calls[index];
        int256 offsets; // negative when one of the two is
        assembly ("memory-safe") {
            offsets := or(calldataload(add(calls.offset, shl(5, index))), calldataload(add(call_, 0x40)))
        }
        if (offsets < 0) revert UnsupportedExecutionData();
    }
}
