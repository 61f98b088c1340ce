// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {IAccount, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {OwnerKey} from "../account/OwnerKey.sol";
import {ISuccessor} from "../interfaces/ISuccessor.sol";

/// @title Successor in tests
/// @notice Takes an account over, remembers what it was told in the account's storage, and validates operations as the
/// core does: by the key that it took over.
contract MockSuccessor is ISuccessor, IAccount, OwnerKey {
    /// @custom:storage-location erc7201:tandem.mock.successor
    struct Memory {
        bytes32 owner;
        uint64 ownerEpoch;
        bytes data;
    }

    // keccak256(abi.encode(uint256(keccak256("tandem.mock.successor")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant _SLOT = 0x7401ca869b4f91bba00903d458f332abc50e63574afcbf017c4860825bd6e400;

    /// @notice The account was taken over before.
    error AlreadyTakenOver();

    /// @notice An operation's function was called by another than the EntryPoint.
    error NotEntryPoint(address caller);

    /// @inheritdoc ISuccessor
    function takeOver(bytes32 owner_, uint64 ownerEpoch_, bytes calldata data) external returns (bytes4) {
        Memory storage $ = _memory();
        if ($.owner != 0) revert AlreadyTakenOver();
        $.owner = owner_;
        $.ownerEpoch = ownerEpoch_;
        $.data = data;
        if (keccak256(data) == keccak256("wrong answer")) return 0xffffffff;
        return ISuccessor.takeOver.selector;
    }

    /// @inheritdoc IAccount
    function validateUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash, uint256 missingAccountFunds)
        external
        returns (uint256 validationData)
    {
        if (msg.sender != address(ERC4337Utils.ENTRYPOINT_V09)) revert NotEntryPoint(msg.sender);
        validationData = _verifyKey(_memory().owner, userOpHash, userOp.signature) ? 0 : 1;
        // The EntryPoint checks what it received.
        (bool success,) = payable(msg.sender).call{value: missingAccountFunds}("");
        success;
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
