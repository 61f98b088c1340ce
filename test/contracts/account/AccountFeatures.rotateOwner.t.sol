// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccountFactory} from "../../../contracts/interfaces/IAccountFactory.sol";
import {AccountStorage} from "../../../contracts/account/AccountStorage.sol";
import {IAccountFeatures} from "../../../contracts/interfaces/IAccountFeatures.sol";
import {AccountTest} from "../support/TestBase.sol";

contract AccountFeaturesRotateOwnerTest is AccountTest {
    function testFuzz_anyoneMaySubmit(address submitter, uint256 seed) public {
        Key memory next = makeKey(seed);
        vm.assume(next.x != owner.x);
        IAccountFactory.Rotation memory rotation = signRotation(account, owner, next, 0);
        vm.prank(submitter);
        rotate(account, rotation);
        assertEq(IAccountFeatures(account).owner(), next.x);
        assertEq(uint256(IAccountFeatures(account).ownerEpoch()), 1);
        assertEq(vm.load(account, AccountStorage.ACCOUNT_SLOT), next.x);
    }

    function test_S26_theOldKeyStaysDead() public {
        Key memory next = makeKey(2);
        IAccountFactory.Rotation memory rotation = signRotation(account, owner, next, 0);
        rotate(account, rotation);
        bytes32 hash = keccak256("typed data");
        assertTrue(!isPersonalSignatureValid(owner, hash), "old key");
        assertTrue(isPersonalSignatureValid(next, hash), "new key");

        // The same rotation again, and a further one by the old key.
        expectInvalidOwnerSignature(account, signRotation(account, owner, makeKey(3), 1), 1);
        vm.expectRevert(abi.encodeWithSelector(IAccountFeatures.OwnerUnchanged.selector, next.x));
        rotate(account, rotation);
    }

    function test_S26_aRotationIsNotValidAtALaterEpoch() public {
        Key memory second = makeKey(2);
        IAccountFactory.Rotation memory early = signRotation(account, owner, second, 0);
        rotate(account, early);
        rotate(account, signRotation(account, second, owner, 1));
        // The first key owns the account again, at epoch 2: its signature for epoch 0 must not count.
        expectInvalidOwnerSignature(account, early, 2);
    }

    function test_rotationServesEveryChainAtItsEpoch() public {
        IAccountFactory.Rotation memory rotation = signRotation(account, owner, makeKey(2), 0);
        vm.chainId(8453);
        rotate(account, rotation);
        assertEq(IAccountFeatures(account).owner(), makeKey(2).x);
    }

    function test_revertsForAnotherAccountOfTheSameKey() public {
        address other = createAccount(owner, 0, bytes32(uint256(1)));
        expectInvalidOwnerSignature(other, signRotation(account, owner, makeKey(2), 0), 0);
    }

    function test_S45_revertsWithoutProofOfTheNewKey() public {
        Key memory next = makeKey(2);
        IAccountFactory.Rotation memory rotation = signRotation(account, owner, next, 0);
        bytes[4] memory proofs = [
            bytes(""), new bytes(52), sign(owner, "InstallOwner"), signRotation(address(this), owner, next, 0).proof
        ];
        for (uint256 i; i < proofs.length; ++i) {
            rotation.proof = proofs[i];
            vm.expectRevert(abi.encodeWithSelector(IAccountFeatures.InvalidProof.selector, next.x));
            rotate(account, rotation);
        }
    }

    function testFuzz_revertsForWhatIsNoKey(uint160 low) public {
        bytes32[4] memory invalid = [
            bytes32(0), bytes32(N), bytes32(uint256(5)), bytes32(uint256(type(uint96).max) << 160 | low)
        ];
        for (uint256 i; i < invalid.length; ++i) {
            IAccountFactory.Rotation memory rotation = signRotation(account, owner, Key(1, invalid[i]), 0);
            vm.expectRevert(abi.encodeWithSelector(IAccountFeatures.InvalidOwner.selector, invalid[i]));
            rotate(account, rotation);
        }
    }

    function testFuzz_revertsForAForgedOwnerSignature(bytes calldata signature) public {
        IAccountFactory.Rotation memory rotation = signRotation(account, owner, makeKey(2), 0);
        rotation.ownerSignature = signature;
        expectInvalidOwnerSignature(account, rotation, 0);
    }

    function rotate(address account_, IAccountFactory.Rotation memory rotation) private {
        IAccountFeatures(account_).rotateOwner(rotation.newOwner, rotation.proof, rotation.ownerSignature);
    }

    function expectInvalidOwnerSignature(address account_, IAccountFactory.Rotation memory rotation, uint64 epoch)
        private
    {
        vm.expectRevert(
            abi.encodeWithSelector(IAccountFeatures.InvalidOwnerSignature.selector, rotation.newOwner, epoch)
        );
        rotate(account_, rotation);
    }

    function isPersonalSignatureValid(Key memory key, bytes32 hash) private view returns (bool) {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Tandem"),
                keccak256("1"),
                block.chainid,
                account
            )
        );
        bytes32 structHash = keccak256(abi.encode(keccak256("PersonalSign(bytes prefixed)"), hash));
        bytes memory signature = sign(key, keccak256(abi.encodePacked(hex"1901", separator, structHash)));
        (, bytes memory result) =
            account.staticcall(abi.encodeWithSignature("isValidSignature(bytes32,bytes)", hash, signature));
        return bytes4(result) == 0x1626ba7e;
    }
}
