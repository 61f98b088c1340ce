// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccountCore} from "../../../contracts/interfaces/IAccountCore.sol";

/// @notice The packed encodings read in plain Solidity, with slices that check every bound.
contract PackedReference {
    struct Call {
        address target;
        uint256 value;
        bytes data;
    }

    /// @return readable False when a slice is out of bounds.
    function decode(bytes calldata packed) external view returns (bool readable, Call[] memory calls) {
        bool batch = bytes4(packed[:4]) == IAccountCore.executePackedBatch_a3bkq.selector;
        try this.read(packed[4:], batch) returns (Call[] memory read_) {
            return (true, read_);
        } catch {
            return (false, calls);
        }
    }

    function read(bytes calldata body, bool batch) external pure returns (Call[] memory calls) {
        calls = new Call[](batch ? body.length / 56 : 1);
        uint256 count;
        if (!batch) {
            calls[count++] = Call(address(bytes20(body[:20])), uint256(bytes32(body[20:52])), body[52:]);
        } else {
            while (body.length > 0) {
                uint256 length = uint32(bytes4(body[52:56]));
                bytes calldata data = body[56:56 + length];
                calls[count++] = Call(address(bytes20(body[:20])), uint256(bytes32(body[20:52])), data);
                body = body[56 + length:];
            }
        }
        assembly ("memory-safe") {
            mstore(calls, count)
        }
    }
}
