// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {IAccountCore} from "../../../contracts/interfaces/IAccountCore.sol";
import {IAccountFactory} from "../../../contracts/interfaces/IAccountFactory.sol";
import {IAccountFeatures} from "../../../contracts/interfaces/IAccountFeatures.sol";
import {AccountAddress} from "../../../contracts/account/AccountAddress.sol";
import {AccountTest} from "../support/TestBase.sol";

contract AccountFactoryCreateAccountTest is AccountTest {
    function testFuzz_deploysAtTheAnnouncedAddress(uint256 seed, bytes32 configHash, bytes32 salt) public {
        vm.assume(seed != 1);
        Key memory key = makeKey(seed);
        address announced = factory.getAddress(key.x, configHash, salt);
        assertEq(announced.code.length, 0);
        assertEq(createAccount(key, configHash, salt), announced);
        assertEq(
            announced.code,
            abi.encodePacked(
                hex"363d3d373d3d3d363d73", address(core), hex"5af43d82803e903d91602b57fd5bf3", key.x
            )
        );
        assertEq(IAccountFeatures(announced).owner(), key.x);
        assertTrue(IAccountFeatures(announced).isInitialConfig(address(factory), configHash, salt), "initial data");
    }

    /// @custom:invariant addressIsAPureFunctionOfInitialData
    function testFuzz_S20_otherInitialDataOtherAddress(bytes32[3] calldata a, bytes32[3] calldata b) public view {
        bool same = a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
        address first = factory.getAddress(a[0], a[1], a[2]);
        address second = factory.getAddress(b[0], b[1], b[2]);
        assertTrue((first == second) == same, "address");
    }

    function testFuzz_S20_isInitialConfigRefusesOtherData(bytes32 configHash, bytes32 salt, address creator)
        public
        view
    {
        IAccountFeatures features_ = IAccountFeatures(account);
        assertTrue(features_.isInitialConfig(address(factory), 0, 0), "its own");
        vm.assume(configHash != 0 || salt != 0 || creator != address(factory));
        assertTrue(!features_.isInitialConfig(creator, configHash, salt), "other");
    }

    function test_S21_deployingTwiceChangesNothing() public {
        Key memory next = makeKey(2);
        IAccountFactory.Rotation[] memory rotations = new IAccountFactory.Rotation[](1);
        rotations[0] = signRotation(account, owner, next, 0);
        IAccountFeatures(account).rotateOwner(rotations[0].newOwner, rotations[0].proof, rotations[0].ownerSignature);

        assertEq(createAccount(owner, 0, 0), account);
        assertEq(factory.createAccount(owner.x, 0, 0, rotations), account);
        assertEq(IAccountFeatures(account).owner(), next.x);
        assertEq(uint256(IAccountFeatures(account).ownerEpoch()), 1);
    }

    function test_appliesRotationsInOrder() public {
        Key[4] memory keys = [makeKey(10), makeKey(11), makeKey(12), makeKey(13)];
        address expected = factory.getAddress(keys[0].x, 0, 0);
        IAccountFactory.Rotation[] memory rotations = new IAccountFactory.Rotation[](3);
        for (uint64 i; i < 3; ++i) {
            rotations[i] = signRotation(expected, keys[i], keys[i + 1], i);
        }
        assertEq(factory.createAccount(keys[0].x, 0, 0, rotations), expected);
        assertEq(IAccountFeatures(expected).owner(), keys[3].x);
        assertEq(uint256(IAccountFeatures(expected).ownerEpoch()), 3);
    }

    function test_revertsWhenARotationIsInvalid() public {
        Key[3] memory keys = [makeKey(10), makeKey(11), makeKey(12)];
        address expected = factory.getAddress(keys[0].x, 0, 0);
        IAccountFactory.Rotation[] memory rotations = new IAccountFactory.Rotation[](2);
        rotations[0] = signRotation(expected, keys[0], keys[1], 0);
        rotations[1] = signRotation(expected, keys[0], keys[2], 1);
        vm.expectRevert(
            abi.encodeWithSelector(IAccountFeatures.InvalidOwnerSignature.selector, keys[2].x, uint64(1))
        );
        factory.createAccount(keys[0].x, 0, 0, rotations);
        assertEq(expected.code.length, 0);
    }

    function testFuzz_S31_tooLittleGasCreatesNothingOrEverything(uint256 gas) public {
        Key[2] memory keys = [makeKey(10), makeKey(11)];
        address expected = factory.getAddress(keys[0].x, 0, 0);
        IAccountFactory.Rotation[] memory rotations = new IAccountFactory.Rotation[](1);
        rotations[0] = signRotation(expected, keys[0], keys[1], 0);
        gas = 20_000 + (gas % 200_000);
        (bool success,) = address(factory).call{gas: gas}(
            abi.encodeCall(factory.createAccount, (keys[0].x, bytes32(0), bytes32(0), rotations))
        );
        if (success) assertEq(IAccountFeatures(expected).owner(), keys[1].x);
        else assertEq(expected.code.length, 0);
    }

    /// With a little less than the creation takes, what is left (EIP-150) would be enough to answer an address.
    function test_S31_neverAnswersAnAccountThatIsNotThere() public {
        Key memory key = makeKey(7);
        IAccountFactory.Rotation[] memory none;
        bytes memory call = abi.encodeCall(IAccountFactory.createAccount, (key.x, 0, 0, none));
        address expected = factory.getAddress(key.x, 0, 0);
        uint256 failures;
        for (uint256 gas = 40_000; expected.code.length == 0; gas += 50) {
            (bool success,) = address(factory).call{gas: gas}(call);
            assertTrue(success == (expected.code.length != 0), "an address without an account");
            if (!success) ++failures;
        }
        assertTrue(failures > 0, "the first call had enough");
    }

    function testFuzz_S7_refusesWhatIsNoCoordinate(uint256 x, bool zero) public {
        x = zero ? 0 : N + x % (type(uint256).max - N);
        vm.expectRevert(abi.encodeWithSelector(IAccountFactory.InvalidOwner.selector, bytes32(x)));
        factory.createAccount(bytes32(x), 0, 0, new IAccountFactory.Rotation[](0));
    }

    /// @dev The factory does not ask whether the key is on the curve; the account of one that is not obeys nobody.
    function testFuzz_S7_aBirthKeyOffTheCurveSignsNothing(uint256 x, uint256 secret, bytes calldata junk) public {
        x = 1 + x % (N - 1);
        if (isOnCurve(x)) return;
        address dead = createAccount(Key(1, bytes32(x)), 0, 0);
        secret = 1 + secret % (N - 1);
        bytes[4] memory signatures = [
            signWith(secret, x, 0, "op", 0),
            signWith(secret, x, 1, "op", 0),
            abi.encodePacked(uint256(1), address(0)),
            junk
        ];
        for (uint256 i; i < signatures.length; ++i) {
            PackedUserOperation memory userOp;
            userOp.signature = signatures[i];
            vm.prank(entryPoint);
            assertEq(IAccountCore(dead).validateUserOp(userOp, "op", 0), 1);
        }
    }

    function test_vectors() public view {
        string memory json = vm.readFile("test/vectors/address.json");
        uint256 i;
        for (; vm.keyExistsJson(json, path(i, "")); ++i) {
            bytes32 initCodeHash = keccak256(
                AccountAddress.initCode(vm.parseJsonAddress(json, path(i, ".core")), vm.parseJsonBytes32(json, path(i, ".owner")))
            );
            bytes32 salt = AccountAddress.create2Salt(
                vm.parseJsonBytes32(json, path(i, ".configHash")), vm.parseJsonBytes32(json, path(i, ".salt"))
            );
            address actual =
                AccountAddress.compute(vm.parseJsonAddress(json, path(i, ".factory")), salt, initCodeHash);
            assertEq(actual, vm.parseJsonAddress(json, path(i, ".address")));
        }
        assertTrue(i >= 6, "vectors were read");
    }

    function path(uint256 index, string memory key) private pure returns (string memory) {
        return string.concat(".cases[", vm.toString(index), "]", key);
    }

    function isOnCurve(uint256 x) private view returns (bool) {
        uint256 p = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;
        uint256 square = addmod(mulmod(mulmod(x, x, p), x, p), 7, p);
        (, bytes memory result) = address(5).staticcall(abi.encode(32, 32, 32, square, (p - 1) / 2, p));
        return uint256(bytes32(result)) == 1;
    }
}
