// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISuccessor} from "../interfaces/ISuccessor.sol";

/// @title Successor in tests
/// @notice Takes an account over and remembers what it was told, in the account's storage.
contract MockSuccessor is ISuccessor {
    /// @custom:storage-location erc7201:tandem.mock.successor
    struct Memory {
        bytes32 owner;
        uint64 ownerEpoch;
        bytes data;
    }

    // keccak256(abi.encode(uint256(keccak256("tandem.mock.successor")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant _SLOT = 0x7401ca869b4f91bba00903d458f332abc50e63574afcbf017c4860825bd6e400;

    /// @inheritdoc ISuccessor
    function takeOver(bytes32 owner_, uint64 ownerEpoch_, bytes calldata data) external returns (bytes4) {
        Memory storage $ = _memory();
        $.owner = owner_;
        $.ownerEpoch = ownerEpoch_;
        $.data = data;
        if (keccak256(data) == keccak256("wrong answer")) return 0xffffffff;
        return ISuccessor.takeOver.selector;
    }

    /// @notice What the account told when it was taken over.
    function memories() external view returns (bytes32 owner_, uint64 ownerEpoch_, bytes memory data) {
        Memory storage $ = _memory();
        return ($.owner, $.ownerEpoch, $.data);
    }

    function _memory() private pure returns (Memory storage $) {
        assembly ("memory-safe") {
            $.slot := _SLOT
        }
    }
}
