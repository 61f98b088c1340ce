// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ExecutionMode
/// @notice The modes of ERC-7821 that an account takes: one batch, reverting as a whole. No delegatecall, no try.
library ExecutionMode {
    /// @notice The bytes that mean something: call type (1), exec type (1), and after 4 bytes the mode selector (4).
    bytes32 internal constant MASK = 0xffff00000000ffffffff00000000000000000000000000000000000000000000;

    /// @notice A batch without opData.
    bytes32 internal constant BATCH = 0x0100000000000000000000000000000000000000000000000000000000000000;

    /// @notice A batch where opData would be allowed; it must be absent.
    bytes32 internal constant BATCH_OP_DATA = 0x0100000000007821000100000000000000000000000000000000000000000000;

    /// @notice Whether an account takes the mode.
    /// @param mode The mode.
    /// @return True for the two above, whatever their unused bytes.
    function isSupported(bytes32 mode) internal pure returns (bool) {
        bytes32 kind = mode & MASK;
        return kind == BATCH || kind == BATCH_OP_DATA;
    }
}
