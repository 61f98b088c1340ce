// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccountCore} from "../interfaces/IAccountCore.sol";
import {AccountStorage} from "./AccountStorage.sol";
import {OwnerKey} from "./OwnerKey.sol";
import {OwnerWord} from "./OwnerWord.sol";

/// @title CoreBase
/// @notice Who may call the core, and where it sends what it does not do itself.
abstract contract CoreBase is IAccountCore, OwnerKey {
    /// @dev The EntryPoint, v0.9. A uint256 is compared without masking.
    uint256 private immutable _ENTRY_POINT;

    /// @dev The features of version 1.
    address private immutable _FEATURES;

    /// @dev An execution call of the EntryPoint is the core's in every state; another caller is the successor's
    /// business, or refused.
    modifier onlyEntryPoint() {
        if (uint256(uint160(msg.sender)) != _ENTRY_POINT) _forwardToSuccessor();
        _;
    }

    constructor(address entryPoint, address features) {
        _ENTRY_POINT = uint256(uint160(entryPoint));
        _FEATURES = features;
    }

    /// @dev Ends the call in the successor, or reverts when there is none.
    function _forwardToSuccessor() internal {
        bytes32 word = _ownerWord();
        if (!OwnerWord.isSuccessor(word)) revert NotEntryPoint(msg.sender);
        _forward(OwnerWord.successor(word));
    }

    /// @dev Ends the call in the successor or in the features.
    function _forwardToFeatures() internal {
        bytes32 word = _ownerWord();
        if (OwnerWord.isSuccessor(word)) _forward(OwnerWord.successor(word));
        address features = AccountStorage.account().features;
        _forward(features == address(0) ? _FEATURES : features);
    }

    /// @dev Ends the call in `implementation`, by DELEGATECALL with the same calldata.
    /// @custom:invariant noDelegatecallButToFeaturesOrSuccessor
    function _forward(address implementation) internal {
        if (!_isClone()) revert NotThroughClone();
        // Why assembly: Solidity cannot return bytes of unknown length from here. It equals
        //   (bool success, bytes memory result) = implementation.delegatecall(msg.data);
        //   success ? return(result) : revert(result)
        assembly ("memory-safe") {
            let m := mload(0x40)
            calldatacopy(m, 0x00, calldatasize())
            let success := delegatecall(gas(), implementation, m, calldatasize(), 0x00, 0x00)
            returndatacopy(m, 0x00, returndatasize())
            if success {
                return(m, returndatasize())
            }
            revert(m, returndatasize())
        }
    }

    /// @dev Makes a call and passes a revert on; what the target returns is not even copied.
    function _call(address target, uint256 value, bytes calldata data) internal {
        // Why assembly: Solidity copies returned bytes. It equals
        //   (bool success, bytes memory result) = target.call{value: value}(data);
        //   if (!success) revert(result);
        assembly ("memory-safe") {
            let m := mload(0x40)
            calldatacopy(m, data.offset, data.length)
            if iszero(call(gas(), target, value, m, data.length, 0x00, 0x00)) {
                returndatacopy(m, 0x00, returndatasize())
                revert(m, returndatasize())
            }
        }
    }
}
