// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecovery} from "../../../contracts/interfaces/IRecovery.sol";
import {RecoveryStateMachine} from "../../../contracts/recovery/RecoveryStateMachine.sol";

/// @dev The library with a state to act on.
contract Machine {
    using RecoveryStateMachine for RecoveryStateMachine.State;
    using RecoveryStateMachine for RecoveryStateMachine.Recovery;

    RecoveryStateMachine.State private _state;

    function start(RecoveryStateMachine.Recovery memory next, uint48 timestamp) external {
        _state = _state.start(next, timestamp);
    }

    function cancelByOwner(uint48 timestamp) external {
        _state = _state.cancelByOwner(timestamp);
    }

    function cancelByGuardians(bytes32 recoveryHash, uint8 approvals, uint48 timestamp) external {
        _state = _state.cancelByGuardians(recoveryHash, approvals, timestamp);
    }

    function finalize(uint48 timestamp) external {
        _state = _state.finalize(timestamp);
    }

    function scheduleConfig(RecoveryStateMachine.Schedule memory schedule, uint48 timestamp) external {
        _state = _state.scheduleConfig(schedule, timestamp);
    }

    function applyConfig(bytes32 hash, uint48 timestamp) external {
        _state = _state.applyConfig(hash, timestamp);
    }

    function cancelConfig() external {
        _state = _state.cancelConfig();
    }

    function scheduleUpgrade(RecoveryStateMachine.Schedule memory schedule, uint48 timestamp) external {
        _state = _state.scheduleUpgrade(schedule, timestamp);
    }

    function applyUpgrade(bytes32 hash, uint48 timestamp) external {
        _state = _state.applyUpgrade(hash, timestamp);
    }

    function cancelUpgrade() external {
        _state = _state.cancelUpgrade();
    }

    function read() external view returns (RecoveryStateMachine.State memory) {
        return _state;
    }
}

/// @title RecoveryStateMachine
/// @notice Random events at random times, against the table of the specification written out a second time.
contract RecoveryStateMachineTest {
    uint48 private constant _DELAY = 48 hours;
    uint48 private constant _WINDOW = 7 days;
    uint48 private constant _COOLDOWN = 48 hours;
    uint256 private constant _EVENTS = 10;

    Machine private _machine;
    uint48 private _now;

    function setUp() public {
        _machine = new Machine();
        _now = 1_800_000_000;
    }

    /// @notice S38, S41, S42, S43, S48: each event succeeds exactly when the table says so, and does what it says.
    function testFuzz_everyTransitionFollowsTheTable(uint256[32] memory seeds) public {
        for (uint256 i; i < seeds.length; ++i) {
            RecoveryStateMachine.State memory before = _machine.read();
            _advance(seeds[i] >> 128, before);
            _step(seeds[i], before);
        }
    }

    /// @dev Lets time pass, half of the time to a second where something changes, or to one beside it.
    function _advance(uint256 seed, RecoveryStateMachine.State memory state) private {
        uint48[6] memory edges = [
            state.recovery.readyAt,
            state.recovery.expiresAt,
            state.cooldownUntil,
            state.config.readyAt,
            state.config.expiresAt,
            state.upgrade.readyAt
        ];
        uint48 edge = edges[seed % 6];
        if ((seed >> 8) % 2 == 0 && edge > _now) _now = edge - uint48((seed >> 16) % 2);
        else _now += uint48((seed >> 16) % 3 days);
    }

    function _step(uint256 seed, RecoveryStateMachine.State memory before) private {
        bool pending = before.recovery.recoveryHash != 0 && _now < before.recovery.expiresAt;
        uint256 kind = seed % _EVENTS;
        if (kind == 0) _start(seed, before, pending);
        else if (kind == 1) _cancelByOwner(before, pending);
        else if (kind == 2) _cancelByGuardians(seed, before, pending);
        else if (kind == 3) _finalize(before, pending);
        else if (kind == 4) _schedule(seed, before, pending, true);
        else if (kind == 5) _schedule(seed, before, pending, false);
        else if (kind == 6) _apply(seed, before, pending, true);
        else if (kind == 7) _apply(seed, before, pending, false);
        else _cancel(before, kind == 8);
    }

    function _start(uint256 seed, RecoveryStateMachine.State memory before, bool pending) private {
        RecoveryStateMachine.Recovery memory next = RecoveryStateMachine.Recovery({
            recoveryHash: keccak256(abi.encode(seed)),
            newOwner: bytes32(1 + (seed >> 32) % 3),
            readyAt: _now + _DELAY,
            expiresAt: _now + _DELAY + _WINDOW,
            cooldownSeconds: _COOLDOWN,
            approvals: uint8(1 + (seed >> 40) % 4)
        });
        bool replaces = next.approvals > before.recovery.approvals && next.newOwner != before.recovery.newOwner;
        bool allowed = _now >= before.cooldownUntil && (!pending || replaces);
        RecoveryStateMachine.State memory expected = before;
        if (allowed) {
            expected.recovery = next;
            delete expected.config;
            delete expected.upgrade;
        }
        _expect(allowed, abi.encodeCall(Machine.start, (next, _now)), expected);
    }

    function _cancelByOwner(RecoveryStateMachine.State memory before, bool pending) private {
        if (pending) {
            before.cooldownUntil = _now + _COOLDOWN;
            delete before.recovery;
        }
        _expect(pending, abi.encodeCall(Machine.cancelByOwner, (_now)), before);
    }

    function _cancelByGuardians(uint256 seed, RecoveryStateMachine.State memory before, bool pending) private {
        bytes32 recoveryHash = (seed >> 32) % 4 == 0 ? bytes32(seed) : before.recovery.recoveryHash;
        uint8 approvals = uint8(1 + (seed >> 40) % 4);
        bool allowed =
            pending && recoveryHash == before.recovery.recoveryHash && approvals >= before.recovery.approvals;
        if (allowed) delete before.recovery;
        _expect(allowed, abi.encodeCall(Machine.cancelByGuardians, (recoveryHash, approvals, _now)), before);
    }

    function _finalize(RecoveryStateMachine.State memory before, bool pending) private {
        bool allowed = pending && _now >= before.recovery.readyAt;
        if (allowed) delete before.recovery;
        _expect(allowed, abi.encodeCall(Machine.finalize, (_now)), before);
    }

    function _schedule(uint256 seed, RecoveryStateMachine.State memory before, bool pending, bool isConfig) private {
        RecoveryStateMachine.Schedule memory schedule =
            RecoveryStateMachine.Schedule(keccak256(abi.encode(seed)), _now + 36 hours, _now + 48 hours);
        if (!pending && isConfig) before.config = schedule;
        if (!pending && !isConfig) before.upgrade = schedule;
        bytes memory call = isConfig
            ? abi.encodeCall(Machine.scheduleConfig, (schedule, _now))
            : abi.encodeCall(Machine.scheduleUpgrade, (schedule, _now));
        _expect(!pending, call, before);
    }

    function _apply(uint256 seed, RecoveryStateMachine.State memory before, bool pending, bool isConfig) private {
        RecoveryStateMachine.Schedule memory schedule = isConfig ? before.config : before.upgrade;
        bytes32 hash = (seed >> 32) % 4 == 0 ? bytes32(seed) : schedule.hash;
        bool allowed = !pending && schedule.hash != 0 && hash == schedule.hash && _now >= schedule.readyAt
            && _now < schedule.expiresAt;
        if (allowed && isConfig) delete before.config;
        if (allowed && !isConfig) delete before.upgrade;
        bytes memory call = isConfig
            ? abi.encodeCall(Machine.applyConfig, (hash, _now))
            : abi.encodeCall(Machine.applyUpgrade, (hash, _now));
        _expect(allowed, call, before);
    }

    function _cancel(RecoveryStateMachine.State memory before, bool isConfig) private {
        bool allowed = (isConfig ? before.config.hash : before.upgrade.hash) != 0;
        if (isConfig) delete before.config;
        else delete before.upgrade;
        bytes memory call =
            isConfig ? abi.encodeCall(Machine.cancelConfig, ()) : abi.encodeCall(Machine.cancelUpgrade, ());
        _expect(allowed, call, before);
    }

    function _expect(bool allowed, bytes memory call, RecoveryStateMachine.State memory expected) private {
        (bool success, bytes memory reason) = address(_machine).call(call);
        require(success == allowed, allowed ? "refused against the table" : "allowed against the table");
        require(success || reason.length >= 4, "no reason given");
        RecoveryStateMachine.State memory state = _machine.read();
        require(keccak256(abi.encode(state)) == keccak256(abi.encode(expected)), "other effects than the table's");
        // Nothing scheduled outlives the start of a recovery.
        bool pending = state.recovery.recoveryHash != 0 && _now < state.recovery.expiresAt;
        require(!pending || (state.config.hash == 0 && state.upgrade.hash == 0), "scheduled while pending");
    }

    /// @notice Invariant 9: the owner can cancel a pending recovery at any second before it is finalized.
    function testFuzz_ownerCanAlwaysCancelBeforeFinalize(uint48 offset, uint8 approvals) public {
        RecoveryStateMachine.Recovery memory next = RecoveryStateMachine.Recovery({
            recoveryHash: bytes32(uint256(1)),
            newOwner: bytes32(uint256(2)),
            readyAt: _now + _DELAY,
            expiresAt: _now + _DELAY + _WINDOW,
            cooldownSeconds: _COOLDOWN,
            approvals: approvals
        });
        _machine.start(next, _now);
        _machine.cancelByOwner(_now + offset % (_DELAY + _WINDOW));
        require(_machine.read().recovery.recoveryHash == 0, "still pending");
    }
}
