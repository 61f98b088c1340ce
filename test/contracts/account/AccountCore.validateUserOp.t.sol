// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {AccountStorage} from "../../../contracts/account/AccountStorage.sol";
import {IAccountCore} from "../../../contracts/interfaces/IAccountCore.sol";
import {AccountTest} from "../support/TestBase.sol";

contract AccountCoreValidateUserOpTest is AccountTest {
    receive() external payable {}

    function testFuzz_acceptsBothSignatureForms(bytes32 userOpHash, uint48 validAfter, uint48 validUntil) public {
        assertEq(validate(userOpHash, sign(owner, userOpHash), 0), 0);
        bytes memory bounded = signBounded(owner, userOpHash, validAfter, validUntil);
        assertEq(validate(userOpHash, bounded, 0), uint256(validUntil) << 160 | uint256(validAfter) << 208);
    }

    function testFuzz_S11_changedBoundsAreInvalid(bytes32 userOpHash, uint48 validAfter, uint48 validUntil, uint96 flip)
        public
    {
        vm.assume(flip != 0);
        bytes memory signature = signBounded(owner, userOpHash, validAfter, validUntil);
        assembly ("memory-safe") {
            let bounds := add(signature, 0x40)
            mstore(bounds, xor(mload(bounds), flip))
        }
        assertEq(validate(userOpHash, signature, 0), 1);
    }

    function testFuzz_S4_aFormDoesNotServeForTheOther(bytes32 userOpHash) public {
        // The bounded signature without its bounds, and the plain one with zero bounds.
        bytes memory bounded = signBounded(owner, userOpHash, 0, 0);
        assertEq(validate(userOpHash, bounded, 0), 0);
        assembly ("memory-safe") {
            mstore(bounded, 52)
        }
        assertEq(validate(userOpHash, bounded, 0), 1);
        assertEq(validate(userOpHash, abi.encodePacked(sign(owner, userOpHash), bytes12(0)), 0), 1);
    }

    function testFuzz_S4_anotherKeysSignatureReturns1(bytes32 userOpHash, uint256 seed) public {
        vm.assume(seed != 1);
        assertEq(validate(userOpHash, sign(makeKey(seed), userOpHash), 0), 1);
        assertEq(validate(userOpHash, signBounded(makeKey(seed), userOpHash, 1, 2), 0), 1);
    }

    function testFuzz_S3_anotherHashReturns1(bytes32 userOpHash, bytes32 other) public {
        vm.assume(userOpHash != other);
        assertEq(validate(other, sign(owner, userOpHash), 0), 1);
    }

    function testFuzz_S5_anyBytesReturn1(bytes calldata signature) public {
        assertEq(validate(keccak256("op"), signature, 0), 1);
    }

    function testFuzz_S5_aSignatureOfAnotherLengthReturns1(bytes32 userOpHash, bytes memory tail) public {
        tail = bytes.concat(tail, hex"00");
        assertEq(validate(userOpHash, abi.encodePacked(sign(owner, userOpHash), tail), 0), 1);
        assertEq(validate(userOpHash, abi.encodePacked(signBounded(owner, userOpHash, 1, 2), tail), 0), 1);
    }

    function test_S5_aSignatureCutShortReturns1() public {
        bytes memory signature = sign(owner, "op");
        for (uint256 length; length < 52; ++length) {
            bytes memory cut = abi.encodePacked(signature);
            assembly ("memory-safe") {
                mstore(cut, length)
            }
            assertEq(validate("op", cut, 0), 1);
        }
    }

    function test_S5_eightKilobytesAreRefusedInBoundedGas() public {
        bytes memory data = encode("op", new bytes(8192), 0);
        uint256 gasShort = gasOf(encode("op", new bytes(51), 0));
        uint256 gasLong = gasOf(data);
        // What grows is only the copy that the clone makes of its calldata.
        assertTrue(gasLong < gasShort + 3_000, "gas grows with the length");
    }

    function test_S4_stubCostsAsMuchAsASignature() public {
        bytes32 hash = keccak256("op");
        bytes memory stub = new bytes(64);
        for (uint256 i; i < 64; ++i) {
            stub[i] = 0x11;
        }
        uint256 gasValid = gasOf(encode(hash, signBounded(owner, hash, 1, type(uint48).max), 0));
        uint256 gasStub = gasOf(encode(hash, stub, 0));
        uint256 difference = gasValid > gasStub ? gasValid - gasStub : gasStub - gasValid;
        assertTrue(difference < 50, vm.toString(difference));
    }

    function testFuzz_S12_paysThePrefundExactly(uint64 missing, bool valid) public {
        Key memory key = valid ? owner : makeKey(2);
        uint256 before = entryPoint.balance;
        assertEq(validate("op", sign(key, "op"), missing), valid ? 0 : 1);
        assertEq(entryPoint.balance - before, missing);
        assertEq(account.balance, 100 ether - missing);
    }

    function test_S12_aPrefundThatCannotBePaidDoesNotRevert() public {
        assertEq(validate("op", sign(owner, "op"), 101 ether), 0);
        assertEq(account.balance, 100 ether);
    }

    function testFuzz_S2_onlyTheEntryPoint(address caller) public {
        vm.assume(caller != entryPoint);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IAccountCore.NotEntryPoint.selector, caller));
        IAccountCore(account).validateUserOp(operation(sign(owner, "op")), "op", 1 ether);
        assertEq(account.balance, 100 ether);
    }

    function test_S6_coreAndFeaturesAcceptNothing() public {
        address[2] memory targets = [address(core), address(features)];
        for (uint256 i; i < targets.length; ++i) {
            vm.prank(entryPoint);
            (bool success,) = targets[i].call(encode("op", sign(owner, "op"), 0));
            assertTrue(!success, "deployed code validates nothing");
        }
    }

    function testFuzz_S6_aCloneWithoutKeyAcceptsNothing(bytes calldata signature, bytes32 userOpHash) public {
        // ERC-1167 without the argument, with a zero argument, and with 32 bytes that are no key.
        bytes memory clone = abi.encodePacked(
            hex"363d3d373d3d3d363d73", address(core), hex"5af43d82803e903d91602b57fd5bf3"
        );
        bytes32[3] memory arguments = [bytes32(0), bytes32(uint256(5)), bytes32(type(uint256).max)];
        for (uint256 i; i < 4; ++i) {
            vm.etch(account, i == 3 ? clone : abi.encodePacked(clone, arguments[i]));
            assertEq(validate(userOpHash, signature, 0), 1);
            assertEq(validate(userOpHash, abi.encodePacked(uint256(1), address(0)), 0), 1);
        }
    }

    function testFuzz_S26_theBirthKeyIsDeadWhenAnotherIsStored(uint256 seed, bytes32 userOpHash) public {
        vm.assume(seed != 1);
        Key memory key = makeKey(seed);
        vm.store(account, AccountStorage.ACCOUNT_SLOT, key.x);
        assertEq(validate(userOpHash, sign(owner, userOpHash), 0), 1);
        assertEq(validate(userOpHash, sign(key, userOpHash), 0), 0);
    }

    function validate(bytes32 userOpHash, bytes memory signature, uint256 missing) private returns (uint256) {
        (bool success, bytes memory result) = callAsEntryPoint(encode(userOpHash, signature, missing));
        assertTrue(success, "validateUserOp reverted");
        return abi.decode(result, (uint256));
    }

    /// @dev With everything warm.
    function gasOf(bytes memory data) private returns (uint256 gas) {
        callAsEntryPoint(data);
        vm.prank(entryPoint);
        gas = gasleft();
        (bool success,) = account.call(data);
        gas -= gasleft();
        assertTrue(success, "validateUserOp reverted");
    }

    function encode(bytes32 userOpHash, bytes memory signature, uint256 missing) private view returns (bytes memory) {
        return abi.encodeCall(IAccountCore.validateUserOp, (operation(signature), userOpHash, missing));
    }

    function operation(bytes memory signature) private view returns (PackedUserOperation memory userOp) {
        userOp.sender = account;
        userOp.callData = hex"1234";
        userOp.signature = signature;
    }
}
