// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {AccountStorage} from "../../../contracts/account/AccountStorage.sol";
import {IAccountCore} from "../../../contracts/interfaces/IAccountCore.sol";
import {IAccountFeatures} from "../../../contracts/interfaces/IAccountFeatures.sol";
import {CallRecorder} from "../support/CallRecorder.sol";
import {AccountTest} from "../support/TestBase.sol";

/// @notice Code that answers everything with its own address and who called.
contract Successor {
    address private immutable self = address(this);

    fallback() external payable {
        bytes memory answer = abi.encode(self, msg.sender, msg.data);
        assembly ("memory-safe") {
            return(add(answer, 0x20), mload(answer))
        }
    }
}

contract AccountCoreFallbackTest is AccountTest {
    function test_answersThroughTheFeatures() public view {
        assertEq(IAccountFeatures(account).owner(), owner.x);
        assertEq(uint256(IAccountFeatures(account).ownerEpoch()), 0);
        assertEq(IAccountFeatures(account).entryPoint(), entryPoint);
        assertEq(IAccountFeatures(account).implementation(), address(core));
        assertEq(IAccountFeatures(account).features(), address(features));
        assertEq(IAccountFeatures(account).proxyType(), 2);
        (uint256 x, uint256 y) = IAccountFeatures(account).publicKey();
        assertEq(bytes32(x), owner.x);
        assertEq(address(uint160(uint256(keccak256(abi.encode(x, y))))), vm.addr(owner.secret));
    }

    function testFuzz_anUnknownFunctionIsNotAvailable(bytes28 rest) public {
        // Of the selectors that start with 0xdead none is a function's.
        (bool success, bytes memory result) = account.call(abi.encodePacked(hex"deadbeef", rest));
        assertTrue(!success, "unknown function");
        assertEq(result, abi.encodeWithSelector(IAccountFeatures.NotAvailable.selector, bytes4(0xdeadbeef)));
    }

    function testFuzz_takesEther(uint96 amount) public {
        vm.deal(address(this), amount);
        (bool success,) = account.call{value: amount, gas: 6_000 + 2_300}("");
        assertTrue(success, "ether");
        assertEq(account.balance, 100 ether + uint256(amount));
    }

    function test_takesEtherWithin2300GasWhenWarm() public {
        (bool warm,) = account.call("");
        vm.deal(address(this), 1 wei);
        (bool success,) = account.call{value: 1 wei, gas: 0}(""); // 2,300 come with the value
        assertTrue(warm && success, "plain transfer");
    }

    function test_takesTokens() public {
        bytes4[3] memory selectors = [bytes4(0x150b7a02), bytes4(0xf23a6e61), bytes4(0xbc197c81)];
        bytes[3] memory arguments = [
            abi.encode(address(1), address(2), uint256(3), bytes("x")),
            abi.encode(address(1), address(2), uint256(3), uint256(4), bytes("x")),
            abi.encode(address(1), address(2), new uint256[](1), new uint256[](1), bytes("x"))
        ];
        for (uint256 i; i < 3; ++i) {
            (bool success, bytes memory result) = account.call(abi.encodePacked(selectors[i], arguments[i]));
            assertTrue(success, "token");
            assertEq(result, abi.encode(selectors[i]));
        }
    }

    function test_supportsInterface() public view {
        bytes4[6] memory ids =
            [bytes4(0x01ffc9a7), 0x1626ba7e, 0x84b0196e, 0x19822f7c, 0x150b7a02, 0x4e2312e0];
        for (uint256 i; i < ids.length; ++i) {
            assertTrue(ERC165(account).supportsInterface(ids[i]), "supported");
        }
        assertTrue(!ERC165(account).supportsInterface(0xffffffff), "never 0xffffffff");
    }

    function test_S24_coreDoesNothingAtItsOwnAddress() public {
        bytes memory notThroughClone = abi.encodeWithSelector(IAccountCore.NotThroughClone.selector);
        bytes[4] memory calls = [
            abi.encodeWithSignature("owner()"),
            abi.encodeWithSignature("rotateOwner(bytes32,bytes,bytes)", bytes32(0), "", ""),
            abi.encodeWithSignature("isValidSignature(bytes32,bytes)", bytes32(0), ""),
            bytes("")
        ];
        for (uint256 i; i < calls.length; ++i) {
            (bool success, bytes memory result) = address(core).call(calls[i]);
            assertTrue(!success, "core");
            assertEq(result, notThroughClone);
        }
        vm.deal(address(this), 1 ether);
        (bool paid,) = address(core).call{value: 1 ether}("");
        assertTrue(!paid, "ether would be lost");
    }

    function testFuzz_S24_featuresHaveNoOwnerAtTheirOwnAddress(uint256 seed) public {
        Key memory key = makeKey(seed);
        vm.expectRevert(
            abi.encodeWithSelector(IAccountFeatures.InvalidOwnerSignature.selector, key.x, uint64(0))
        );
        features.rotateOwner(key.x, sign(key, "any"), sign(key, "any"));
        bytes memory isValid =
            abi.encodeWithSignature("isValidSignature(bytes32,bytes)", bytes32("hash"), sign(key, "hash"));
        (, bytes memory result) = address(features).staticcall(isValid);
        assertEq(result, abi.encode(bytes4(0xffffffff)));
    }

    function testFuzz_S24_noWordStoredAtTheCoreIsEverTheBirthKey(bytes32 slot) public view {
        // The lock: an owner word that is no key and no code.
        assertEq(vm.load(address(core), AccountStorage.ACCOUNT_SLOT), bytes32(type(uint256).max));
        assertEq(vm.load(address(features), AccountStorage.ACCOUNT_SLOT), bytes32(type(uint256).max));
        if (slot != AccountStorage.ACCOUNT_SLOT) assertEq(vm.load(address(core), slot), bytes32(0));
    }

    function test_S28_aFeaturesUpgradeServesTheColdPathOnly() public {
        Successor other = new Successor();
        vm.store(account, bytes32(uint256(AccountStorage.ACCOUNT_SLOT) + 1), bytes32(uint256(uint160(address(other))) << 64));
        assertAnsweredBy(other, address(this), abi.encodeWithSignature("owner()"));
        (bool success, bytes memory result) = callAsEntryPoint(validateOwn());
        assertTrue(success, "validation stays in the core");
        assertEq(result, abi.encode(0));
    }

    function testFuzz_S28_aSuccessorGetsEverythingButExecution(address caller) public {
        vm.assume(caller != entryPoint);
        Successor successor = new Successor();
        setOwnerWord(bytes32(uint256(type(uint96).max) << 160 | uint160(address(successor))));

        assertAnsweredBy(successor, entryPoint, validateOwn());
        assertAnsweredBy(successor, caller, validateOwn());
        assertAnsweredBy(successor, caller, abi.encodeWithSignature("owner()"));
        assertAnsweredBy(successor, caller, abi.encodeWithSignature("isValidSignature(bytes32,bytes)", "", ""));
        assertAnsweredBy(successor, caller, abi.encodePacked(IAccountCore.executePacked_ezig.selector, new bytes(60)));

        CallRecorder target = new CallRecorder();
        (bool success,) =
            callAsEntryPoint(abi.encodePacked(IAccountCore.executePacked_ezig.selector, address(target), uint256(1)));
        assertTrue(success, "execution stays in the core");
        assertEq(target.count(), 1);
    }

    function validateOwn() private view returns (bytes memory) {
        PackedUserOperation memory userOp;
        userOp.signature = sign(owner, "op");
        return abi.encodeCall(IAccountCore.validateUserOp, (userOp, "op", 0));
    }

    function setOwnerWord(bytes32 word) private {
        vm.store(account, AccountStorage.ACCOUNT_SLOT, word);
    }

    function assertAnsweredBy(Successor successor, address caller, bytes memory data) private {
        vm.prank(caller);
        (bool success, bytes memory result) = account.call(data);
        assertTrue(success, "forwarded");
        assertEq(result, abi.encode(address(successor), caller, data));
    }
}

interface ERC165 {
    function supportsInterface(bytes4 interfaceId) external view returns (bool);
}
