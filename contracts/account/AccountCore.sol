// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccountFeatures} from "../interfaces/IAccountFeatures.sol";
import {CoreBase} from "./CoreBase.sol";
import {ERC4337Validation} from "./ERC4337Validation.sol";
import {ERC7821Execution} from "./ERC7821Execution.sol";
import {PackedExecution} from "./PackedExecution.sol";

/// @title AccountCore
/// @notice The code of every Tandem account: an ERC-4337 account owned by one threshold key.
///
/// - {ERC4337Validation} validateUserOp
/// - {PackedExecution} executePacked, executePackedBatch
/// - {ERC7821Execution} execute, execute of a batch
/// - {CoreBase} everything else, in {AccountFeatures} or the successor by DELEGATECALL
///
/// An account is an ERC-1167 clone of this contract with its birth key as a 32-byte immutable argument.
contract AccountCore is ERC4337Validation, PackedExecution, ERC7821Execution {
    /// @param features The features of version 1; they also name the EntryPoint, so that the two cannot disagree.
    constructor(address features) CoreBase(IAccountFeatures(features).entryPoint(), features) {}

    /// @notice Takes ether in every state, within the 2,300 gas of a plain transfer.
    receive() external payable {
        if (!_isClone()) revert NotThroughClone();
    }

    /// @notice Everything else: {IAccountFeatures}, or the successor's functions.
    fallback() external payable {
        _forwardToFeatures();
    }
}
