// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecovery} from "../../../contracts/interfaces/IRecovery.sol";
import {IUpgrade} from "../../../contracts/interfaces/IUpgrade.sol";
import {IAccountFactory} from "../../../contracts/interfaces/IAccountFactory.sol";
import {IAccountFeatures} from "../../../contracts/interfaces/IAccountFeatures.sol";
import {Model} from "./Model.sol";

/// @notice What anybody may do, in any order and with any mistake. Each action knows from the model whether it has to
/// succeed, and that one which fails changes nothing.
abstract contract Handler is Model {
    /// @dev To a second that matters, or some time ahead.
    function passTime(uint256 boundary, uint256 by) external {
        uint256[10] memory times = [
            pending.readyAt,
            pending.readyAt,
            pending.expiresAt,
            cooldownUntil,
            nextConfig.readyAt,
            nextConfig.readyAt,
            nextConfig.expiresAt,
            nextUpgrade.readyAt,
            nextUpgrade.readyAt,
            nextUpgrade.expiresAt
        ];
        uint256 time = times[boundary % 10];
        if (time != 0 && (by & 1) == 0) --time; // the second before
        time_ = time > time_ ? time : time_ + by % 3 days;
        sync();
    }

    function startRecovery(uint256 who, uint256 to, uint256 mistake) external {
        sync();
        (to, mistake) = (to % KEYS, mistake % 24);
        who &= membersOf(config);
        IRecovery.StartRecovery memory request = IRecovery.StartRecovery({
            newOwner: keys[to].x,
            ownerEpoch: mistake == 1 ? epoch + 1 : epoch,
            configHash: mistake == 2 ? bytes32(uint256(1)) : currentHash(),
            nonce: mistake == 3 ? nonces : ++nonces,
            deadline: uint48(mistake == 4 ? time_ - 1 : time_),
            chainIds: new uint256[](1)
        });
        request.chainIds[0] = mistake == 5 ? block.chainid + 1 : block.chainid;
        bytes32 structHash = structHashOf(request);
        IRecovery.Approval[] memory approvals = approvalsOf(who, digestOf(world.account, structHash));
        bool right = spoil(approvals, structHash, mistake) && (mistake == 0 || mistake > 6) && (mistake != 7);
        bytes memory proof = sign(keys[mistake == 6 ? (to + 1) % KEYS : to], digestOf(world.account, installHash(to)));
        bytes memory data =
            abi.encodeCall(IRecovery.startRecovery, (request, proof, shown(mistake == 7), approvals));
        uint256 count = bitCount(who);
        // A nonce counts once, but only one that was used.
        if (mistake == 3) right = !used[nonces];
        bool expected = right && mayStart(count, to);
        if (!attempt(expected, data, "startRecovery")) return;
        signedCalls.push(data);
        used[request.nonce] = true;
        delete nextConfig;
        delete nextUpgrade;
        pending = Pending({
            hash: structHash,
            newOwner: to,
            approvals: count,
            startedAt: time_,
            readyAt: time_ + configOf(config).recoveryDelay,
            expiresAt: time_ + configOf(config).recoveryDelay + configOf(config).recoveryWindow
        });
    }

    function cancelRecoveryByGuardians(uint256 who, uint256 mistake) external {
        sync();
        mistake %= 16;
        who &= membersOf(config);
        IRecovery.CancelRecovery memory request = IRecovery.CancelRecovery({
            recoveryHash: mistake == 1 ? bytes32(uint256(1)) : pending.hash,
            nonce: mistake == 3 ? nonces : ++nonces,
            deadline: uint48(mistake == 4 ? time_ - 1 : time_),
            chainIds: new uint256[](1)
        });
        request.chainIds[0] = mistake == 5 ? block.chainid + 1 : block.chainid;
        bytes32 structHash = structHashOf(request);
        IRecovery.Approval[] memory approvals = approvalsOf(who, digestOf(world.account, structHash));
        bool right = spoil(approvals, structHash, mistake) && mistake != 1 && mistake != 4 && mistake != 5
            && mistake != 7;
        if (mistake == 3 && used[nonces]) right = false;
        uint256 count = bitCount(who);
        bool expected = right && isGuarded() && isPending() && count >= configOf(config).threshold
            && count >= pending.approvals;
        bytes memory data =
            abi.encodeCall(IRecovery.cancelRecoveryByGuardians, (request, shown(mistake == 7), approvals));
        if (!attempt(expected, data, "cancelRecoveryByGuardians")) return;
        signedCalls.push(data);
        used[request.nonce] = true;
        delete pending;
    }

    function finalizeRecovery() external {
        sync();
        bool expected = !hasSuccessor && isPending() && time_ >= pending.readyAt;
        if (!attempt(expected, abi.encodeCall(IRecovery.finalizeRecovery, ()), "finalizeRecovery")) return;
        // The model's window is the one of the specification, not what the account stored.
        if (time_ < pending.startedAt + configOf(config).recoveryDelay) flag("finalized too soon");
        setOwner(pending.newOwner);
    }

    function rotateOwner(uint256 by, uint256 to, bool late) external {
        sync();
        (by, to) = (by % (KEYS * 2), to % KEYS);
        if (by >= KEYS) by = current;
        uint64 atEpoch = late ? epoch + 1 : epoch;
        IAccountFactory.Rotation memory rotation = signedRotation(by, to, atEpoch);
        bool expected = !hasSuccessor && by == current && to != current && atEpoch == epoch;
        bytes memory data = abi.encodeCall(
            IAccountFeatures.rotateOwner, (rotation.newOwner, rotation.proof, rotation.ownerSignature)
        );
        if (!attempt(expected, data, "rotateOwner")) return;
        signedCalls.push(data);
        setOwner(to);
    }

    function setFirstGuardians(uint256 index, uint256 by) external {
        sync();
        (index, by) = (index % CONFIGS, by % KEYS);
        IRecovery.GuardianConfig memory first = configOf(index);
        bytes32 structHash =
            keccak256(abi.encode(keccak256("FirstGuardians(bytes32 configHash)"), hashOf(first, 1)));
        bytes memory signature = sign(keys[by], digestOf(world.account, structHash));
        bool expected = !hasSuccessor && !world.isBornGuarded && configEpoch == 0 && index < NO_GUARDIANS
            && by == current;
        bytes memory data =
            abi.encodeCall(IRecovery.setFirstGuardians, (first, signature, world.factory, world.salt));
        if (!attempt(expected, data, "setFirstGuardians")) return;
        signedCalls.push(data);
        (config, configEpoch) = (index, 1);
    }

    function applyGuardians(uint256 index) external {
        sync();
        index %= CONFIGS;
        bool expected = !hasSuccessor && !isPending() && isOpen(nextConfig) && nextConfig.index == index;
        if (!attempt(expected, abi.encodeCall(IRecovery.applyGuardians, (configOf(index))), "applyGuardians")) return;
        (config, configEpoch) = (index, configEpoch == 0 ? 2 : configEpoch + 1);
        delete nextConfig;
    }

    function applyUpgrade(uint256 index) external {
        sync();
        index %= UPGRADES;
        bool expected = !hasSuccessor && !isPending() && isOpen(nextUpgrade) && nextUpgrade.index == index;
        (IUpgrade.UpgradeKind kind, address code) = upgradeOf(index);
        if (!attempt(expected, abi.encodeCall(IUpgrade.applyUpgrade, (kind, code, "")), "applyUpgrade")) return;
        delete nextUpgrade;
        if (kind == IUpgrade.UpgradeKind.Features) {
            features = code;
        } else {
            hasSuccessor = true;
            delete pending;
            delete nextConfig;
        }
    }

    /// @dev An operation through the EntryPoint: of the owner, or of a key that was or will be.
    function operate(uint256 by, uint256 kind, uint256 index, uint64 amount) external {
        sync();
        (by, kind) = (by % (KEYS * 3), kind % 10);
        if (by >= KEYS) by = current;
        if (kind == 5) index = index % 8 == 0 ? index / 8 % UPGRADES : index % 2;
        if (kind == 3 || kind == 7) index %= CONFIGS + VALID_CONFIGS;
        if (index >= CONFIGS && kind != 5) index -= CONFIGS;
        bool expected = by == current && mayOperate(kind, index);
        if (runOperation(by, kind, index, amount) != expected) flag("operate");
        if (expected) afterOperation(kind, index, amount);
    }

    /// @dev Everything a stranger, a guardian or a former owner can call directly.
    function attack(uint256 by, uint256 kind, uint256 index, bytes calldata junk) external {
        sync();
        address caller = by % 3 == 0 ? guardian(by % GUARDIANS) : by % 3 == 1 ? world.factory : address(this);
        bytes memory data = kind % 12 == 10 ? junk : directCall(kind % 12, index);
        // Junk may hit a view; it has to change nothing all the same.
        bytes32 before = digest();
        vm.prank(caller);
        (bool success,) = world.account.call(data);
        if ((success && kind % 12 != 10) || digest() != before) flag("attack");
    }

    /// @dev What was signed counts once, ever. (What needs no signature succeeds again when its time has come again.)
    function replay(uint256 which) external {
        sync();
        if (signedCalls.length == 0) return;
        attempt(false, signedCalls[which % signedCalls.length], "replay");
    }

    /// @dev Creating it again changes nothing, whoever does it.
    function createAgain(uint256 to) external {
        sync();
        bytes32 before = digest();
        IAccountFactory.Rotation[] memory rotations = new IAccountFactory.Rotation[](1);
        rotations[0] = signedRotation(current, to % KEYS, epoch);
        if (createdWith(rotations) != world.account) flag("another address");
        if (digest() != before) flag("createAgain");
    }
}
