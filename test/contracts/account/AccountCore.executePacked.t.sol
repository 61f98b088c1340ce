// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccountCore} from "../../../contracts/interfaces/IAccountCore.sol";
import {CallRecorder} from "../support/CallRecorder.sol";
import {PackedReference} from "../support/PackedReference.sol";
import {AccountTest} from "../support/TestBase.sol";

contract AccountCoreExecutePackedTest is AccountTest {
    bytes4 private constant SINGLE = IAccountCore.executePacked_ezig.selector;
    bytes4 private constant BATCH = IAccountCore.executePackedBatch_a3bkq.selector;

    CallRecorder private target;
    PackedReference private plain;

    function setUp() public override {
        super.setUp();
        target = new CallRecorder();
        plain = new PackedReference();
    }

    function test_selectorsAreCheap() public pure {
        assertEq(SINGLE, bytes4(0x00000017));
        assertEq(BATCH, bytes4(0x0000008e));
    }

    function testFuzz_callsTheTargetWithValueAndData(uint64 value, bytes memory data) public {
        data = noSelector(data);
        (bool success, bytes memory result) = callAsEntryPoint(packSingle(address(target), value, data));
        assertTrue(success, "call");
        assertEq(result, "");
        assertReceived(0, value, data);
    }

    function testFuzz_callsInOrder(bytes[8] memory data, uint256 count, uint32 value) public {
        bytes memory packed = abi.encodePacked(BATCH);
        count %= 9;
        for (uint256 i; i < count; ++i) {
            data[i] = noSelector(data[i]);
            packed = abi.encodePacked(packed, packCall(address(target), value, data[i]));
        }
        (bool success,) = callAsEntryPoint(packed);
        assertTrue(success, "batch");
        assertEq(target.count(), count);
        for (uint256 i; i < count; ++i) {
            assertReceived(i, value, data[i]);
        }
    }

    /// @dev Whatever the bytes: the account does exactly what a plain reading of the encoding says, or refuses both.
    function testFuzz_equalsThePlainReference(bytes memory body, bool batch, uint256 cut, uint8 length) public {
        body = noSelector(body);
        // Random bytes rarely decode: start from a well-formed batch, then cut it and change a length.
        bytes memory packed = abi.encodePacked(
            batch ? BATCH : SINGLE,
            packCall(address(target), 1, body),
            packCall(address(target), 2, abi.encodePacked(body, body))
        );
        if (cut % 3 == 1) {
            assembly ("memory-safe") {
                mstore(packed, add(4, mod(cut, sub(mload(packed), 3))))
            }
        }
        if (cut % 5 == 1 && packed.length >= 60) {
            packed[59] = bytes1(length); // the last byte of the first call's length
        }
        (bool readable, PackedReference.Call[] memory calls) = plain.decode(packed);
        (bool success,) = callAsEntryPoint(packed);
        assertTrue(success == readable, "differs from the reference");
        if (!readable) return assertEq(target.count(), 0);
        uint256 seen;
        for (uint256 i; i < calls.length; ++i) {
            if (calls[i].target != address(target)) continue;
            assertReceived(seen++, calls[i].value, calls[i].data);
        }
        assertEq(target.count(), seen);
    }

    function test_revertsWhenTheSingleCallIsTooShort() public {
        for (uint256 length = 4; length < 56; ++length) {
            bytes memory packed = new bytes(length);
            packed[3] = SINGLE[3];
            vm.prank(entryPoint);
            vm.expectRevert(abi.encodeWithSelector(IAccountCore.MalformedPackedCall.selector, length));
            (bool success,) = account.call(packed);
            success;
        }
    }

    function test_revertsWhenACallOfTheBatchEndsOutside() public {
        bytes memory first = packCall(address(target), 1, hex"aabbccdd");
        bytes memory second =
            abi.encodePacked(address(target), uint256(1), type(uint32).max, hex"aabbccdd");
        vm.prank(entryPoint);
        vm.expectRevert(abi.encodeWithSelector(IAccountCore.MalformedPackedBatch.selector, 4 + first.length));
        (bool success,) = account.call(abi.encodePacked(BATCH, first, second));
        success;
        assertEq(target.count(), 0);
    }

    function test_revertsWhenABatchIsCutAnywhereButBetweenCalls() public {
        bytes memory first = packCall(address(target), 1, hex"ffbbccdd");
        bytes memory whole = abi.encodePacked(BATCH, first, packCall(address(target), 2, hex"ff01"));
        for (uint256 length = 5; length < whole.length; ++length) {
            if (length == 4 + first.length) continue;
            bytes memory cut = abi.encodePacked(whole);
            assembly ("memory-safe") {
                mstore(cut, length)
            }
            uint256 offset = length < 4 + first.length ? 4 : 4 + first.length;
            (bool success, bytes memory result) = callAsEntryPoint(cut);
            assertTrue(!success, vm.toString(length));
            assertEq(result, abi.encodeWithSelector(IAccountCore.MalformedPackedBatch.selector, offset));
        }
        assertEq(target.count(), 0);
    }

    function testFuzz_passesOnARevertAndUndoesTheBatch(uint256 code) public {
        bytes memory refuse = abi.encodeCall(CallRecorder.refuse, (code));
        bytes memory expected = abi.encodeWithSelector(CallRecorder.Refused.selector, code);
        (bool success, bytes memory result) = callAsEntryPoint(packSingle(address(target), 0, refuse));
        assertTrue(!success, "single");
        assertEq(result, expected);
        bytes memory ok = packCall(address(target), 1, hex"01");
        (success, result) =
            callAsEntryPoint(abi.encodePacked(BATCH, ok, packCall(address(target), 1, refuse), ok));
        assertTrue(!success, "batch");
        assertEq(result, expected);
        assertEq(target.count(), 0);
        assertEq(account.balance, 100 ether);
    }

    function testFuzz_S1_onlyTheEntryPoint(address caller) public {
        vm.assume(caller != entryPoint);
        bytes[2] memory packed = [
            packSingle(address(target), 1, ""),
            abi.encodePacked(BATCH, packCall(address(target), 1, ""))
        ];
        for (uint256 i; i < packed.length; ++i) {
            vm.prank(caller);
            vm.expectRevert(abi.encodeWithSelector(IAccountCore.NotEntryPoint.selector, caller));
            (bool success,) = account.call(packed[i]);
            success;
        }
        assertEq(target.count(), 0);
    }

    function test_S1_notTheAccountItselfEither() public {
        bytes memory inner = packSingle(address(target), 1, "");
        (bool success, bytes memory result) = callAsEntryPoint(packSingle(account, 0, inner));
        assertTrue(!success, "self-call");
        assertEq(result, abi.encodeWithSelector(IAccountCore.NotEntryPoint.selector, account));
    }

    function test_S29_targetZeroIsNotTheAccount() public {
        bytes memory rotate = abi.encodeWithSignature("owner()");
        (bool success,) = callAsEntryPoint(packSingle(address(0), 1, rotate));
        assertTrue(success, "plain call of address(0)");
        assertEq(address(0).balance, 1);
    }

    function test_S30_aReenteringTargetGetsNothing() public {
        bytes memory steal = packSingle(address(target), 1 ether, "");
        bytes memory callBack = abi.encodeCall(CallRecorder.callBack, (steal));
        (bool success, bytes memory result) = callAsEntryPoint(packSingle(address(target), 0, callBack));
        assertTrue(!success, "reentered");
        assertEq(result, abi.encodeWithSelector(IAccountCore.NotEntryPoint.selector, address(target)));
        assertEq(account.balance, 100 ether);
    }

    function test_S32_returnedBytesAreNotCopied() public {
        uint256 small = gasOf(packSingle(address(target), 0, abi.encodeCall(CallRecorder.flood, (32))));
        uint256 large = gasOf(packSingle(address(target), 0, abi.encodeCall(CallRecorder.flood, (100_000))));
        // The target pays for 100 kB of memory, about 28k; a copy in the account would cost that again.
        assertTrue(large - small < 40_000, vm.toString(large - small));
    }

    function gasOf(bytes memory data) private returns (uint256 gas) {
        vm.prank(entryPoint);
        gas = gasleft();
        (bool success,) = account.call(data);
        gas -= gasleft();
        assertTrue(success, "reverted");
    }

    /// @dev Data that no function of the recorder answers.
    function noSelector(bytes memory data) private pure returns (bytes memory) {
        return data.length == 0 ? data : bytes.concat(hex"ff", data);
    }

    function assertReceived(uint256 index, uint256 value, bytes memory data) private view {
        (address caller, uint256 gotValue, bytes memory gotData) = target.received(index);
        assertEq(caller, account);
        assertEq(gotValue, value);
        assertEq(gotData, data);
    }

    function packSingle(address to, uint256 value, bytes memory data) private pure returns (bytes memory) {
        return abi.encodePacked(SINGLE, to, value, data);
    }

    function packCall(address to, uint256 value, bytes memory data) private pure returns (bytes memory) {
        return abi.encodePacked(to, value, uint32(data.length), data);
    }
}
