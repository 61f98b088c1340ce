// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {AccountStorage} from "../../../contracts/account/AccountStorage.sol";
import {IAccountCore} from "../../../contracts/interfaces/IAccountCore.sol";
import {IAccountFactory} from "../../../contracts/interfaces/IAccountFactory.sol";
import {IAccountFeatures} from "../../../contracts/interfaces/IAccountFeatures.sol";
import {IRecovery} from "../../../contracts/interfaces/IRecovery.sol";
import {IUpgrade} from "../../../contracts/interfaces/IUpgrade.sol";
import {MockSuccessor} from "../../../contracts/mocks/MockSuccessor.sol";
import {SampleToken} from "../../../contracts/mocks/SampleToken.sol";
import {FrostVerifier} from "../../../contracts/signature/FrostVerifier.sol";
import {Deployer} from "../support/Deployer.sol";
import {Guardians} from "./Guardians.sol";
import {Handler} from "./Handler.sol";
import {IEntryPointCalls, Model} from "./Model.sol";

/// @dev Here, because the runner fuzzes only what is declared beside the tests.
contract AccountHandler is Handler {
    constructor(World memory world_, Key[KEYS] memory keys_) Model(world_, keys_) {}
}

/// @notice The invariants of the specification, after any sequence of actions on an account at the real EntryPoint.
abstract contract AccountInvariants is Guardians {
    IEntryPointCalls internal constant entryPoint = IEntryPointCalls(0x433709009B8330FDa32311DF1C2AFA402eD8D009);
    uint256 private constant WEALTH = 1e30;

    Handler internal handler;
    address internal account;
    Model.World internal world;
    address[] private targets;

    function isBornGuarded() internal pure virtual returns (bool);

    function setUp() public {
        vm.etch(
            address(entryPoint),
            cheats.readFileBinary("node_modules/hardhat-predeploy/bin/0x433709009B8330FDa32311DF1C2AFA402eD8D009.bytecode")
        );
        cheats.warp(1_800_000_000);
        Key[5] memory keys = [makeKey(1), makeKey(2), makeKey(3), makeKey(4), makeKey(5)];
        world.entryPoint = entryPoint;
        world.features = [deployFeatures(), deployFeatures()];
        address core = Deployer.deploy("AccountCore", abi.encode(world.features[0]));
        world.factory = Deployer.deploy("AccountFactory", abi.encode(core));
        world.successor = address(new MockSuccessor());
        world.token = new SampleToken("Token", "T", 18, address(this));
        world.isBornGuarded = isBornGuarded();
        world.configHash = isBornGuarded() ? hashOf(configOf(0), 1) : bytes32(0);
        world.salt = bytes32(uint256(7));
        account = IAccountFactory(world.factory).createAccount(
            keys[0].x, world.configHash, world.salt, new IAccountFactory.Rotation[](0)
        );
        world.account = account;
        vm.deal(account, WEALTH);
        vm.deal(address(this), WEALTH);
        world.token.mint(account, WEALTH);
        entryPoint.depositTo{value: WEALTH}(account);
        handler = new AccountHandler(world, keys);
        targets.push(address(handler));
    }

    function deployFeatures() private returns (address) {
        return Deployer.deploy("AccountFeatures", abi.encode(entryPoint));
    }

    function targetContracts() external view returns (address[] memory) {
        return targets;
    }

    /// @dev Invariants 5, 7, 8, 10, 14 and all the others: each action ended as the specification says, and one that
    /// failed changed nothing. Replays, duplicates, old keys and too few guardians are among the actions.
    function invariant_everyActionEndsAsSpecified() public view {
        assertTrue(bytes(handler.violation()).length == 0, handler.violation());
    }

    /// @dev Invariants 1 and 2.
    function invariant_ownerChangesByRotationOrRecoveryOnly() public view {
        bytes32 word = vm.load(account, AccountStorage.ACCOUNT_SLOT);
        if (handler.hasSuccessor()) {
            assertEq(word, bytes32(uint256(type(uint96).max) << 160 | uint160(world.successor)));
            return;
        }
        IAccountFeatures view_ = IAccountFeatures(account);
        assertEq(view_.owner(), handler.currentKey());
        assertEq(uint256(view_.ownerEpoch()), handler.epoch());
        assertTrue(FrostVerifier.isPublicKey(uint256(view_.owner())), "invalid key");
    }

    /// @dev Invariant 10. The core's own features stay in force until an upgrade names others.
    function invariant_ownerWordNeverReturnsToZeroAndCodeIsTheScheduledOne() public view {
        bytes32 word = vm.load(account, AccountStorage.ACCOUNT_SLOT);
        assertTrue((word == 0) == (handler.epoch() == 0 && !handler.hasSuccessor()), "owner word");
        if (!handler.hasSuccessor()) assertEq(IAccountFeatures(account).features(), handler.features());
    }

    /// @dev Invariants 3 and 6.
    function invariant_configurationIsTheAppliedOneAndWithinBounds() public view {
        if (handler.hasSuccessor()) return;
        (uint64 configEpoch, bytes32 configHash, uint48 cooldownUntil) = IRecovery(account).guardianConfig();
        assertEq(uint256(configEpoch), handler.configEpoch());
        assertEq(configHash, handler.storedConfigHash());
        assertEq(uint256(cooldownUntil), handler.cooldownUntil());
        assertTrue(handler.config() < VALID_CONFIGS, "an invalid configuration is in force");
    }

    /// @dev Invariants 4, 6 and 7.
    function invariant_nothingIsScheduledWhileARecoveryLives() public {
        handler.sync();
        if (handler.hasSuccessor()) return;
        (IRecovery.RecoveryStatus status, bytes32 hash,,, uint48 readyAt, uint48 expiresAt) =
            IRecovery(account).pendingRecovery();
        (bytes32 pendingHash,,, uint256 startedAt, uint256 modelReadyAt, uint256 modelExpiresAt) = handler.pending();
        assertEq(hash, pendingHash);
        assertEq(uint256(readyAt), modelReadyAt);
        assertEq(uint256(expiresAt), modelExpiresAt);
        assertTrue((status == IRecovery.RecoveryStatus.Pending) == handler.isPending(), "status");
        (bytes32 config,,) = IRecovery(account).scheduledGuardians();
        (bytes32 upgrade,,) = IUpgrade(account).scheduledUpgrade();
        assertEq(config, handler.scheduledConfigHash());
        if (!handler.isPending()) return;
        assertTrue(readyAt >= startedAt + 48 hours, "delay");
        assertTrue(config == 0 && upgrade == 0, "scheduled beside a recovery");
    }

    /// @dev Invariants 9 and 14.
    function invariant_ownerCanAlwaysCancelAndIsNeverBlocked() public {
        if (handler.hasSuccessor()) return;
        if (handler.isPending()) return assertEq(simulated(2, 0), "yes");
        assertEq(simulated(0, 0), "yes");
        assertEq(simulated(5, 0), "yes");
        if (handler.configEpoch() != 0 || isBornGuarded()) assertEq(simulated(3, 1), "yes");
    }

    /// @dev Invariant 11.
    function invariant_addressIsAPureFunctionOfInitialData() public view {
        assertEq(IAccountFactory(world.factory).getAddress(makeKey(1).x, world.configHash, world.salt), account);
    }

    /// @dev Invariant 12, as far as storage goes; `erc7562.test.ts` traces opcodes.
    function invariant_validationReadsTheOwnerWordOnly() public {
        if (handler.hasSuccessor()) return;
        PackedUserOperation memory userOp;
        userOp.signature = new bytes(52);
        cheats.record();
        vm.prank(address(entryPoint));
        assertEq(IAccountCore(account).validateUserOp(userOp, bytes32(uint256(1)), 0), 1);
        (bytes32[] memory reads, bytes32[] memory writes) = cheats.accesses(account);
        assertEq(writes.length, 0);
        assertEq(reads.length, 1);
        assertEq(reads[0], AccountStorage.ACCOUNT_SLOT);
    }

    /// @dev Invariant 13.
    function invariant_balancesLeaveByTheOwnersOperationOnly() public view {
        assertEq(account.balance, WEALTH - handler.spentWei());
        assertEq(world.token.balanceOf(account), WEALTH - handler.spentTokens());
    }

    /// @dev The actions reach every state that the invariants are about.
    function test_theActionsReachEveryState() public virtual;

    function simulated(uint256 kind, uint256 index) internal returns (bytes memory) {
        try handler.simulate(kind, index) {
            return "never";
        } catch Error(string memory answer) {
            return bytes(answer);
        }
    }

    function checkAll() internal {
        invariant_everyActionEndsAsSpecified();
        invariant_ownerChangesByRotationOrRecoveryOnly();
        invariant_ownerWordNeverReturnsToZeroAndCodeIsTheScheduledOne();
        invariant_configurationIsTheAppliedOneAndWithinBounds();
        invariant_nothingIsScheduledWhileARecoveryLives();
        invariant_ownerCanAlwaysCancelAndIsNeverBlocked();
        invariant_addressIsAPureFunctionOfInitialData();
        invariant_validationReadsTheOwnerWordOnly();
        invariant_balancesLeaveByTheOwnersOperationOnly();
    }
}

contract BornGuardedInvariants is AccountInvariants {
    function isBornGuarded() internal pure override returns (bool) {
        return true;
    }

    function test_theActionsReachEveryState() public override {
        handler.startRecovery(3, 1, 0);
        assertTrue(handler.isPending(), "started");
        handler.startRecovery(7, 2, 0);
        checkAll();
        handler.operate(14, 7, 1, 0); // cancel, schedule configuration 1
        assertTrue(!handler.isPending() && handler.cooldownUntil() > 0, "cancelled");
        handler.passTime(4, 1);
        handler.applyGuardians(1);
        assertEq(uint256(handler.configEpoch()), 2);
        handler.operate(14, 5, 1, 0);
        handler.passTime(7, 1);
        handler.applyUpgrade(1);
        assertEq(handler.features(), world.features[1]);
        checkAll();
        handler.startRecovery(31, 3, 0);
        handler.cancelRecoveryByGuardians(31, 0);
        handler.startRecovery(31, 3, 0);
        handler.passTime(0, 1);
        handler.finalizeRecovery();
        handler.rotateOwner(9, 4, false);
        assertEq(uint256(handler.epoch()), 2);
        handler.operate(14, 0, 0, 5);
        handler.operate(14, 1, 0, 6);
        handler.operate(14, 8, 0, 7);
        assertEq(handler.spentWei(), 12);
        assertEq(handler.spentTokens(), 6);
        handler.replay(0);
        checkAll();
        handler.operate(14, 5, 16, 0);
        handler.passTime(7, 1);
        handler.applyUpgrade(2);
        assertTrue(handler.hasSuccessor(), "successor");
        // S26: the birth key and the recovered one stay dead, the rotated one pays.
        handler.operate(0, 0, 0, 5);
        handler.operate(3, 0, 0, 5);
        assertEq(handler.spentWei(), 12);
        handler.operate(14, 0, 0, 5);
        assertEq(handler.spentWei(), 17);
        handler.attack(1, 2, 3, "");
        checkAll();
    }
}

contract BornAloneInvariants is AccountInvariants {
    function isBornGuarded() internal pure override returns (bool) {
        return false;
    }

    function test_theActionsReachEveryState() public override {
        handler.startRecovery(3, 1, 0);
        assertTrue(!handler.isPending(), "no guardians yet");
        handler.setFirstGuardians(3, 0);
        handler.setFirstGuardians(0, 1);
        assertEq(uint256(handler.configEpoch()), 0);
        handler.setFirstGuardians(2, 0);
        assertEq(uint256(handler.configEpoch()), 1);
        handler.startRecovery(16, 1, 12);
        assertTrue(handler.isPending(), "started");
        checkAll();
    }
}
