// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {AccountStorage} from "../../../contracts/account/AccountStorage.sol";
import {IAccountCore} from "../../../contracts/interfaces/IAccountCore.sol";
import {IAccountFactory} from "../../../contracts/interfaces/IAccountFactory.sol";
import {IRecovery} from "../../../contracts/interfaces/IRecovery.sol";
import {IUpgrade} from "../../../contracts/interfaces/IUpgrade.sol";
import {SampleToken} from "../../../contracts/mocks/SampleToken.sol";
import {Guardians} from "./Guardians.sol";
import {Reenterer} from "./Reenterer.sol";

/// @notice What these tests call of the EntryPoint.
interface IEntryPointCalls {
    function balanceOf(address account) external view returns (uint256);
    function depositTo(address account) external payable;
    function getNonce(address sender, uint192 key) external view returns (uint256);
    function getUserOpHash(PackedUserOperation calldata userOp) external view returns (bytes32);
    function handleOps(PackedUserOperation[] calldata ops, address payable beneficiary) external;
}

/// @notice What the specification says an account is, kept beside the account.
abstract contract Model is Guardians {
    struct World {
        IEntryPointCalls entryPoint;
        address account;
        address factory;
        bytes32 salt;
        bytes32 configHash;
        bool isBornGuarded;
        address[2] features;
        address successor;
        SampleToken token;
    }

    struct Pending {
        bytes32 hash;
        uint256 newOwner;
        uint256 approvals;
        uint256 startedAt;
        uint256 readyAt;
        uint256 expiresAt;
    }

    struct Next {
        uint256 index;
        uint256 readyAt;
        uint256 expiresAt; // 0 for nothing
    }

    uint256 internal constant KEYS = 5;
    uint256 internal constant UPGRADES = 4;
    bytes32 private constant BATCH = 0x0100000000000000000000000000000000000000000000000000000000000000;

    World internal world;
    Key[KEYS] internal keys;

    uint256 internal time_ = block.timestamp;
    uint256 public current;
    uint64 public epoch;
    bool public hasSuccessor;
    address public features;
    uint256 public config;
    uint64 public configEpoch;
    uint256 public cooldownUntil;
    Pending public pending;
    Next public nextConfig;
    Next public nextUpgrade;
    uint256 public spentWei;
    uint256 public spentTokens;

    uint256 internal nonces;
    mapping(uint256 nonce => bool) internal used;
    /// @dev Calls that carried somebody's signature and succeeded.
    bytes[] internal signedCalls;
    Reenterer internal reenterer;
    /// @dev Rises when a whole operation went through.
    uint256 private operations;

    /// @notice What happened that must not; the first.
    string public violation;

    constructor(World memory world_, Key[KEYS] memory keys_) {
        world = world_;
        for (uint256 i; i < KEYS; ++i) {
            keys[i] = keys_[i];
        }
        features = world_.features[0];
        config = world_.isBornGuarded ? 0 : NO_GUARDIANS;
        reenterer = new Reenterer(world_.account);
    }

    function currentKey() external view returns (bytes32) {
        return keys[current].x;
    }

    /// @notice Time as the actions made it.
    function sync() public {
        cheats.warp(time_);
    }

    function isPending() public view returns (bool) {
        return pending.hash != 0 && time_ < pending.expiresAt;
    }

    function time() external view returns (uint256) {
        return time_;
    }

    /// @notice Hash of the configuration in force as the account stores it.
    function storedConfigHash() external view returns (bytes32) {
        return configEpoch == 0 ? bytes32(0) : currentHash();
    }

    function scheduledConfigHash() external view returns (bytes32) {
        if (nextConfig.expiresAt == 0) return 0;
        return hashOf(configOf(nextConfig.index), configEpoch == 0 ? 2 : configEpoch + 1);
    }

    /// @notice Whether the owner can make an operation of a kind now; always reverts, with the answer.
    function simulate(uint256 kind, uint256 index) external {
        sync();
        bool success = runOperation(current, kind, index, 0);
        revert(success ? "yes" : "no");
    }

    function ping() external {
        if (msg.sender != world.account) revert();
        ++operations;
    }

    function flag(string memory what) internal {
        if (bytes(violation).length == 0) violation = what;
    }

    /// @dev Calls the account; flags another outcome than the expected one, and a failure that changed something.
    function attempt(bool expected, bytes memory data, string memory what) internal returns (bool success) {
        bytes32 before = digest();
        (success,) = world.account.call(data);
        if (success != expected) flag(what);
        if (!success && digest() != before) flag("a failed call changed something");
    }

    /// @dev Everything that may not change by itself: storage of the account, its ether, tokens and deposit.
    function digest() internal view returns (bytes32 result) {
        bytes32[4] memory slots = [
            AccountStorage.ACCOUNT_SLOT,
            AccountStorage.GUARDIANS_SLOT,
            AccountStorage.RECOVERY_SLOT,
            AccountStorage.UPGRADE_SLOT
        ];
        for (uint256 i; i < slots.length; ++i) {
            for (uint256 j; j < 3; ++j) {
                result = keccak256(abi.encode(result, vm.load(world.account, bytes32(uint256(slots[i]) + j))));
            }
        }
        uint256 balance = world.account.balance;
        uint256 tokens = world.token.balanceOf(world.account);
        return keccak256(abi.encode(result, balance, tokens, world.entryPoint.balanceOf(world.account)));
    }

    function isGuarded() internal view returns (bool) {
        return !hasSuccessor && config != NO_GUARDIANS && (configEpoch != 0 || world.isBornGuarded);
    }

    function isOpen(Next memory next) internal view returns (bool) {
        return next.expiresAt != 0 && time_ >= next.readyAt && time_ < next.expiresAt;
    }

    function mayStart(uint256 count, uint256 to) internal view returns (bool) {
        if (!isGuarded() || count < configOf(config).threshold || to == current || time_ < cooldownUntil) return false;
        return !isPending() || (to != pending.newOwner && count > pending.approvals);
    }

    function mayOperate(uint256 kind, uint256 index) internal view returns (bool) {
        // The successor of the tests validates by the key that it took over, and has no functions of its own.
        if (hasSuccessor) return kind < 2 || kind == 8;
        bool isKnown = configEpoch != 0 || world.isBornGuarded;
        if (kind == 2) return isPending();
        if (kind == 3) return isKnown && !isPending() && index < VALID_CONFIGS;
        if (kind == 4) return nextConfig.expiresAt != 0;
        if (kind == 5) return !isPending() && index != 3;
        if (kind == 6) return nextUpgrade.expiresAt != 0;
        if (kind == 7) return isPending() && index < VALID_CONFIGS;
        return kind < 9;
    }

    function afterOperation(uint256 kind, uint256 index, uint64 amount) internal {
        if (kind == 0 || kind == 8) spentWei += amount;
        if (kind == 1) spentTokens += amount;
        if (kind == 2 || kind == 7) {
            delete pending;
            cooldownUntil = time_ + configOf(config).configDelay + 12 hours;
        }
        if (kind == 3 || kind == 7) {
            uint256 readyAt = time_ + configOf(config).configDelay;
            nextConfig = Next(index, readyAt, readyAt + 12 hours);
        }
        if (kind == 4) delete nextConfig;
        if (kind == 5) nextUpgrade = Next(index, time_ + 36 hours, time_ + 48 hours);
        if (kind == 6) delete nextUpgrade;
    }

    function setOwner(uint256 to) internal {
        (current, epoch) = (to, epoch + 1);
        delete pending;
        delete nextConfig;
        delete nextUpgrade;
    }

    /// @dev Sends the operation as a bundler does; false when the EntryPoint refuses it, or its call reverts.
    function runOperation(uint256 by, uint256 kind, uint256 index, uint64 amount) internal returns (bool) {
        PackedUserOperation[] memory ops = new PackedUserOperation[](1);
        ops[0].sender = world.account;
        ops[0].nonce = world.entryPoint.getNonce(world.account, 0);
        ops[0].callData = abi.encodeWithSignature("execute(bytes32,bytes)", BATCH, abi.encode(calls(kind, index, amount)));
        ops[0].accountGasLimits = bytes32((uint256(500_000) << 128) | 2_000_000);
        ops[0].gasFees = bytes32((uint256(1) << 128) | 1);
        ops[0].signature = sign(keys[by], world.entryPoint.getUserOpHash(ops[0]));
        (uint256 before, uint256 wei_, bytes32 owner) =
            (operations, world.account.balance, vm.load(world.account, AccountStorage.ACCOUNT_SLOT));
        cheats.prank(address(0xb0b), address(0xb0b));
        try world.entryPoint.handleOps(ops, payable(address(0xbe))) {} catch {}
        bool success = operations != before;
        if (!success && world.account.balance != wei_) flag("a failed operation spent ether");
        if (vm.load(world.account, AccountStorage.ACCOUNT_SLOT) != owner) flag("an operation changed the owner");
        if (reenterer.gotIn()) flag("a callback got in");
        // The same operation again.
        cheats.prank(address(0xb0b), address(0xb0b));
        try world.entryPoint.handleOps(ops, payable(address(0xbe))) {
            if (success) flag("an operation counted twice");
        } catch {}
        return success;
    }

    function calls(uint256 kind, uint256 index, uint64 amount) private view returns (IAccountCore.Call[] memory list) {
        list = new IAccountCore.Call[](kind == 7 ? 3 : 2);
        address account = world.account;
        if (kind == 0) list[0] = IAccountCore.Call(address(0xdead), amount, "");
        else if (kind == 1) list[0] = IAccountCore.Call(address(world.token), 0, transferOf(amount));
        else if (kind == 8) list[0] = IAccountCore.Call(address(reenterer), amount, "");
        else list[0] = IAccountCore.Call(account, 0, directCall(kind, index));
        if (kind == 7) list[1] = IAccountCore.Call(account, 0, directCall(3, index));
        list[list.length - 1] = IAccountCore.Call(address(this), 0, abi.encodeCall(this.ping, ()));
    }

    /// @dev A call of the account that only its owner's operation may make.
    function directCall(uint256 kind, uint256 index) internal view returns (bytes memory) {
        if (kind == 2 || kind == 7) return abi.encodeCall(IRecovery.cancelRecovery, ());
        if (kind == 3) return abi.encodeCall(IRecovery.scheduleGuardians, (shown(false), configOf(index % CONFIGS)));
        if (kind == 4) return abi.encodeCall(IRecovery.cancelGuardians, ());
        if (kind == 5) {
            (IUpgrade.UpgradeKind upgradeKind, address code) = upgradeOf(index % UPGRADES);
            return abi.encodeCall(IUpgrade.scheduleUpgrade, (upgradeKind, code, ""));
        }
        if (kind == 6) return abi.encodeCall(IUpgrade.cancelUpgrade, ());
        bytes memory steal = abi.encodePacked(address(0xbad), uint256(1));
        if (kind == 9) return abi.encodePacked(IAccountCore.executePackedBatch_a3bkq.selector, steal, uint32(0));
        if (kind == 0) return abi.encodeWithSignature("execute(address,uint256,bytes)", address(0xbad), 1, "");
        if (kind == 1) {
            return abi.encodeWithSignature("execute(bytes32,bytes)", BATCH, abi.encode(calls(0, 0, 1)));
        }
        return abi.encodePacked(IAccountCore.executePacked_ezig.selector, steal);
    }

    function upgradeOf(uint256 index) internal view returns (IUpgrade.UpgradeKind, address) {
        if (index == 2) return (IUpgrade.UpgradeKind.Successor, world.successor);
        // An address without code.
        if (index == 3) return (IUpgrade.UpgradeKind.Successor, address(0xc0de));
        return (IUpgrade.UpgradeKind.Features, world.features[index]);
    }

    function currentHash() internal view returns (bytes32) {
        return hashOf(configOf(config), configEpoch == 0 ? 1 : configEpoch);
    }

    /// @dev The configuration in force, or another in its place.
    function shown(bool wrong) internal view returns (IRecovery.CurrentConfig memory) {
        uint256 index = wrong ? (config + 1) % VALID_CONFIGS : config;
        return IRecovery.CurrentConfig(configOf(index), world.factory, world.salt);
    }

    /// @dev Makes one mistake in the approvals, or one of them on chain; false when they are no longer right.
    function spoil(IRecovery.Approval[] memory approvals, bytes32 structHash, uint256 mistake) internal returns (bool) {
        if (approvals.length == 0) return true;
        IRecovery.Approval memory last = approvals[approvals.length - 1];
        if (mistake == 8) last.signature = approvals[0].signature;
        if (mistake == 8) return approvals.length == 1;
        if (mistake == 9 && approvals.length > 1) {
            approvals[approvals.length - 1] = approvals[0];
            return false;
        }
        if (mistake == 10) last.salt = bytes32(uint256(77));
        if (mistake == 11 || mistake == 12) last.signature = "";
        if (mistake == 12) {
            vm.prank(address(bytes20(last.signer)));
            (bool success,) = world.account.call(abi.encodeCall(IRecovery.approveRecovery, (structHash)));
            return success || hasSuccessor;
        }
        return mistake != 10 && mistake != 11;
    }

    function installHash(uint256 to) internal view returns (bytes32) {
        return keccak256(abi.encode(keccak256("InstallOwner(bytes32 newOwner)"), keys[to].x));
    }

    function signedRotation(uint256 by, uint256 to, uint64 atEpoch)
        internal
        view
        returns (IAccountFactory.Rotation memory rotation)
    {
        bytes32 rotate =
            keccak256(abi.encode(keccak256("RotateOwner(bytes32 newOwner,uint64 ownerEpoch)"), keys[to].x, atEpoch));
        rotation.newOwner = keys[to].x;
        rotation.proof = sign(keys[to], digestOf(world.account, installHash(to)));
        rotation.ownerSignature = sign(keys[by], digestOf(world.account, rotate));
    }

    function createdWith(IAccountFactory.Rotation[] memory rotations) internal returns (address) {
        return IAccountFactory(world.factory).createAccount(keys[0].x, world.configHash, world.salt, rotations);
    }

    function transferOf(uint256 amount) private pure returns (bytes memory) {
        return abi.encodeWithSignature("transfer(address,uint256)", address(0xdead), amount);
    }
}
