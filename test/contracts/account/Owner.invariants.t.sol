// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {AccountStorage} from "../../../contracts/account/AccountStorage.sol";
import {IAccountCore} from "../../../contracts/interfaces/IAccountCore.sol";
import {IAccountFactory} from "../../../contracts/interfaces/IAccountFactory.sol";
import {IAccountFeatures} from "../../../contracts/interfaces/IAccountFeatures.sol";
import {FrostVerifier} from "../../../contracts/signature/FrostVerifier.sol";
import {Keys} from "../support/TestBase.sol";
import {AccountTest} from "../support/TestBase.sol";

/// @notice Does to an account what anybody may, and what its owner may, in any order.
contract Actor is Keys {
    address private immutable account;
    address private immutable entryPoint;
    Key[4] private keys;
    uint256 public current;
    uint256 public epoch;
    uint256 public spentWei;
    /// @dev What must never happen; a revert here would only hide it from the invariants.
    string public violation;

    constructor(address account_, address entryPoint_, Key[4] memory keys_) {
        (account, entryPoint) = (account_, entryPoint_);
        for (uint256 i; i < 4; ++i) {
            keys[i] = keys_[i];
        }
    }

    function currentKey() external view returns (bytes32) {
        return keys[current].x;
    }

    function rotate(uint256 to) external {
        to %= 4;
        if (to == current) return;
        IAccountFactory.Rotation memory rotation = signed(current, to, uint64(epoch));
        IAccountFeatures(account).rotateOwner(rotation.newOwner, rotation.proof, rotation.ownerSignature);
        (current, epoch) = (to, epoch + 1);
    }

    /// @dev Everything a stranger can try; all of it must fail.
    function attack(uint256 by, uint256 to, uint64 atEpoch, bytes calldata junk) external {
        (by, to) = (by % 4, to % 4);
        if (by != current || atEpoch != epoch) {
            IAccountFactory.Rotation memory rotation = signed(by, to, atEpoch);
            try IAccountFeatures(account).rotateOwner(rotation.newOwner, rotation.proof, rotation.ownerSignature) {
                violation = "a stranger rotated";
            } catch {}
        }
        try IAccountFeatures(account).rotateOwner(keys[to].x, junk, junk) {
            violation = "junk rotated";
        } catch {}
        (bool success,) = account.call(abi.encodePacked(IAccountCore.executePacked_ezig.selector, address(this), uint256(1)));
        if (success) violation = "a stranger executed";
        // Any other call of the account, whatever it answers.
        (success,) = account.call(junk);
    }

    function spend(uint256 by, uint64 amount) external {
        by %= 4;
        PackedUserOperation memory userOp;
        userOp.signature = sign(keys[by], bytes32(uint256(amount)));
        vm.prank(entryPoint);
        uint256 data = IAccountCore(account).validateUserOp(userOp, bytes32(uint256(amount)), 0);
        if ((data == 0) != (by == current)) violation = "who may operate";
        if (data != 0) return;
        vm.prank(entryPoint);
        (bool success,) =
            account.call(abi.encodePacked(IAccountCore.executePacked_ezig.selector, address(0xdead), uint256(amount)));
        if (success) spentWei += amount;
    }

    function signed(uint256 from, uint256 to, uint64 atEpoch)
        private
        view
        returns (IAccountFactory.Rotation memory rotation)
    {
        bytes32 rotate_ =
            keccak256(abi.encode(keccak256("RotateOwner(bytes32 newOwner,uint64 ownerEpoch)"), keys[to].x, atEpoch));
        bytes32 install = keccak256(abi.encode(keccak256("InstallOwner(bytes32 newOwner)"), keys[to].x));
        rotation.newOwner = keys[to].x;
        rotation.proof = sign(keys[to], digestOf(install));
        rotation.ownerSignature = sign(keys[from], digestOf(rotate_));
    }

    function digestOf(bytes32 structHash) private view returns (bytes32) {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,address verifyingContract)"),
                keccak256("Tandem Recovery"),
                keccak256("1"),
                account
            )
        );
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }
}

contract OwnerInvariants is AccountTest {
    Actor private actor;

    function setUp() public override {
        super.setUp();
        actor = new Actor(account, entryPoint, [owner, makeKey(2), makeKey(3), makeKey(4)]);
        targets.push(address(actor));
    }

    address[] private targets;

    function targetContracts() external view returns (address[] memory) {
        return targets;
    }

    function invariant_onlyTheOwnerActs() public view {
        assertTrue(bytes(actor.violation()).length == 0, actor.violation());
    }

    /// @dev The actor can do what the invariants are about.
    function test_theActorActs() public {
        actor.rotate(2);
        actor.spend(2, 5);
        actor.spend(0, 7);
        actor.attack(0, 1, 0, hex"1234");
        assertEq(actor.epoch(), 1);
        assertEq(actor.spentWei(), 5);
        invariant_onlyTheOwnerActs();
        invariant_ownerChangesByRotationOnly();
        invariant_etherLeavesByTheOwnerOnly();
    }

    function invariant_ownerChangesByRotationOnly() public view {
        assertEq(IAccountFeatures(account).owner(), actor.currentKey());
    }

    function invariant_epochRisesByOne() public view {
        assertEq(uint256(IAccountFeatures(account).ownerEpoch()), actor.epoch());
    }

    function invariant_ownerIsAlwaysAValidKey() public view {
        assertTrue(FrostVerifier.isPublicKey(uint256(IAccountFeatures(account).owner())), "key");
    }

    function invariant_ownerWordNeverReturnsToZero() public view {
        bytes32 word = vm.load(account, AccountStorage.ACCOUNT_SLOT);
        assertTrue((word == 0) == (actor.epoch() == 0), "owner word");
    }

    function invariant_etherLeavesByTheOwnerOnly() public view {
        assertEq(account.balance, 100 ether - actor.spentWei());
    }
}
