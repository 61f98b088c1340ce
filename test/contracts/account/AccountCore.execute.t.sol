// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccountCore} from "../../../contracts/interfaces/IAccountCore.sol";
import {CallRecorder} from "../support/CallRecorder.sol";
import {AccountTest} from "../support/TestBase.sol";

contract AccountCoreExecuteTest is AccountTest {
    bytes4 private constant EXECUTE = bytes4(keccak256("execute(address,uint256,bytes)"));
    bytes4 private constant EXECUTE_BATCH = bytes4(keccak256("execute(bytes32,bytes)"));
    bytes32 private constant MODE = 0x0100000000000000000000000000000000000000000000000000000000000000;
    bytes32 private constant MODE_OP_DATA = 0x0100000000007821000100000000000000000000000000000000000000000000;

    CallRecorder private target;

    function setUp() public override {
        super.setUp();
        target = new CallRecorder();
    }

    function testFuzz_executeCallsTheTarget(uint64 value, bytes32 data) public {
        bytes memory payload = abi.encodePacked(hex"ff", data);
        (bool success,) = callAsEntryPoint(abi.encodeWithSelector(EXECUTE, target, value, payload));
        assertTrue(success, "execute");
        assertReceived(0, value, payload);
    }

    function testFuzz_batchCallsInOrder(bytes32[4] calldata data, uint8 count, uint64 value, bytes32 unused) public {
        IAccountCore.Call[] memory calls = new IAccountCore.Call[](count % 5);
        for (uint256 i; i < calls.length; ++i) {
            calls[i] = IAccountCore.Call(address(target), value, abi.encodePacked(hex"ff", data[i]));
        }
        // The four reserved and the 22 free bytes of the mode mean nothing.
        bytes32 mode = MODE | (unused & 0x0000ffffffff00000000ffffffffffffffffffffffffffffffffffffffffffff);
        (bool success,) = callAsEntryPoint(abi.encodeWithSelector(EXECUTE_BATCH, mode, abi.encode(calls)));
        assertTrue(success, "batch");
        assertEq(target.count(), calls.length);
        for (uint256 i; i < calls.length; ++i) {
            assertReceived(i, value, calls[i].data);
        }
    }

    function testFuzz_S28_otherModesAreRefused(bytes32 mode) public {
        bytes32 kind = mode & 0xffff00000000ffffffff00000000000000000000000000000000000000000000;
        vm.assume(kind != MODE && kind != MODE_OP_DATA);
        expectBatchRevert(mode, batch(), abi.encodeWithSelector(IAccountCore.UnsupportedExecutionMode.selector, mode));
    }

    function test_S28_delegatecallAndTryModesAreRefused() public {
        bytes32[6] memory modes = [
            bytes32(hex"ff"), // delegatecall
            bytes32(hex"ff00"),
            bytes32(hex"0101"), // try
            bytes32(hex"00"), // single call
            bytes32(hex"fe"), // static call
            bytes32(hex"01000000000078210002") // batch of batches
        ];
        for (uint256 i; i < modes.length; ++i) {
            bytes memory expected = abi.encodeWithSelector(IAccountCore.UnsupportedExecutionMode.selector, modes[i]);
            expectBatchRevert(modes[i], batch(), expected);
        }
    }

    function test_opDataIsRefused() public {
        IAccountCore.Call[] memory calls = new IAccountCore.Call[](1);
        calls[0] = IAccountCore.Call(address(target), 0, "");
        bytes memory expected = abi.encodeWithSelector(IAccountCore.UnsupportedExecutionData.selector);
        expectBatchRevert(MODE_OP_DATA, abi.encode(calls, bytes("opData")), expected);
        expectBatchRevert(MODE_OP_DATA, abi.encode(calls, bytes("")), expected);
        expectBatchRevert(MODE, abi.encode(calls, bytes("opData")), expected);
    }

    function test_S29_targetZeroIsRefused() public {
        IAccountCore.Call[] memory calls = new IAccountCore.Call[](2);
        calls[0] = IAccountCore.Call(address(target), 1, "");
        calls[1] = IAccountCore.Call(address(0), 1, abi.encodeWithSignature("owner()"));
        bytes memory expected = abi.encodeWithSelector(IAccountCore.ZeroTarget.selector, 1);
        expectBatchRevert(MODE, abi.encode(calls), expected);
        assertEq(target.count(), 0);
    }

    function test_revertsWhenTheDataIsShortOrClaimsMore() public {
        bytes memory expected = abi.encodeWithSelector(IAccountCore.UnsupportedExecutionData.selector);
        expectBatchRevert(MODE, "", expected);
        expectBatchRevert(MODE, abi.encode(uint256(0x20)), expected);
        expectBatchRevert(MODE, abi.encode(uint256(0x20), uint256(1)), expected);
        expectBatchRevert(MODE, abi.encode(uint256(0x20), type(uint256).max), expected);
        expectBatchRevert(MODE, abi.encode(uint256(0x20), uint256(1) << 251), expected);
        expectBatchRevert(MODE, abi.encode(uint256(0x40), uint256(0), uint256(0)), expected);
    }

    /// @dev Solidity's own access takes such an offset for one that points backwards, and reads no data there.
    function test_offsetsThatPointBackwardsAreRefused() public {
        bytes memory expected = abi.encodeWithSelector(IAccountCore.UnsupportedExecutionData.selector);
        uint256[2] memory words = [uint256(0x40), 0xc0]; // the first call's offset, and that of its data
        for (uint256 i; i < words.length; ++i) {
            bytes memory data = batch();
            data[words[i]] = 0x92;
            expectBatchRevert(MODE, data, expected);
        }
    }

    /// @dev Whatever the bytes: what the account executes is what abi.decode reads.
    function testFuzz_batchEqualsAbiDecode(uint256 index, uint8 xor_) public {
        bytes memory data = batch();
        data[index % data.length] ^= bytes1(xor_);
        (bool success,) = callAsEntryPoint(abi.encodeWithSelector(EXECUTE_BATCH, MODE, data));
        if (!success) return assertEq(target.count(), 0);
        IAccountCore.Call[] memory calls = abi.decode(data, (IAccountCore.Call[]));
        uint256 seen;
        for (uint256 i; i < calls.length; ++i) {
            if (calls[i].to == address(target)) assertReceived(seen++, calls[i].value, calls[i].data);
        }
        assertEq(target.count(), seen);
    }

    function testFuzz_passesOnARevert(uint256 code) public {
        bytes memory refuse = abi.encodeCall(CallRecorder.refuse, (code));
        (bool success, bytes memory result) = callAsEntryPoint(abi.encodeWithSelector(EXECUTE, target, 0, refuse));
        assertTrue(!success, "execute");
        assertEq(result, abi.encodeWithSelector(CallRecorder.Refused.selector, code));
    }

    function testFuzz_S1_onlyTheEntryPoint(address caller) public {
        vm.assume(caller != entryPoint);
        bytes[2] memory data = [
            abi.encodeWithSelector(EXECUTE, target, 1, ""),
            abi.encodeWithSelector(EXECUTE_BATCH, MODE, batch())
        ];
        for (uint256 i; i < data.length; ++i) {
            vm.prank(caller);
            vm.expectRevert(abi.encodeWithSelector(IAccountCore.NotEntryPoint.selector, caller));
            (bool success,) = account.call(data[i]);
            success;
        }
    }

    function test_S32_aFloodOfRevertedBytesCostsTheOperationOnly() public {
        bytes memory flood = abi.encodeCall(CallRecorder.floodAndRevert, (100_000));
        vm.prank(entryPoint);
        (bool success, bytes memory result) = account.call{gas: 200_000}(
            abi.encodeWithSelector(EXECUTE, target, 0, flood)
        );
        assertTrue(!success && result.length == 100_000, "passed on in full");
    }

    function test_supportsExecutionModeAgrees() public view {
        AccountFeaturesView view_ = AccountFeaturesView(account);
        assertTrue(view_.supportsExecutionMode(MODE) && view_.supportsExecutionMode(MODE_OP_DATA), "both");
        assertTrue(!view_.supportsExecutionMode(bytes32(hex"01000000000078210002")), "batch of batches");
        assertTrue(!view_.supportsExecutionMode(bytes32(hex"ff")), "delegatecall");
    }

    function batch() private view returns (bytes memory) {
        IAccountCore.Call[] memory calls = new IAccountCore.Call[](2);
        calls[0] = IAccountCore.Call(address(target), 1, hex"ff0102030405060708");
        calls[1] = IAccountCore.Call(address(target), 2, hex"fe0102030405060708");
        return abi.encode(calls);
    }

    function expectBatchRevert(bytes32 mode, bytes memory data, bytes memory expected) private {
        (bool success, bytes memory result) = callAsEntryPoint(abi.encodeWithSelector(EXECUTE_BATCH, mode, data));
        assertTrue(!success, "accepted");
        assertEq(result, expected);
    }

    function assertReceived(uint256 index, uint256 value, bytes memory data) private view {
        (address caller, uint256 gotValue, bytes memory gotData) = target.received(index);
        assertEq(caller, account);
        assertEq(gotValue, value);
        assertEq(gotData, data);
    }
}

interface AccountFeaturesView {
    function supportsExecutionMode(bytes32 mode) external view returns (bool);
}
