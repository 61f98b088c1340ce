// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FrostVerifier} from "../../../contracts/signature/FrostVerifier.sol";
import {IAccountCore} from "../../../contracts/interfaces/IAccountCore.sol";
import {IAccountFactory} from "../../../contracts/interfaces/IAccountFactory.sol";
import {IAccountFeatures} from "../../../contracts/interfaces/IAccountFeatures.sol";
import {Deployer} from "./Deployer.sol";
import {Secp256k1} from "./Secp256k1.sol";
import {Vm} from "./Vm.sol";

/// @notice Assertions.
abstract contract Assertions {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    error NotEqual(bytes actual, bytes expected);
    error NotTrue(string what);

    function assertEq(uint256 actual, uint256 expected) internal pure {
        if (actual != expected) revert NotEqual(abi.encode(actual), abi.encode(expected));
    }

    function assertEq(bytes32 actual, bytes32 expected) internal pure {
        if (actual != expected) revert NotEqual(abi.encode(actual), abi.encode(expected));
    }

    function assertEq(address actual, address expected) internal pure {
        if (actual != expected) revert NotEqual(abi.encode(actual), abi.encode(expected));
    }

    function assertEq(bytes memory actual, bytes memory expected) internal pure {
        if (keccak256(actual) != keccak256(expected)) revert NotEqual(actual, expected);
    }

    function assertTrue(bool condition, string memory what) internal pure {
        if (!condition) revert NotTrue(what);
    }
}

/// @notice Keys that sign like the threshold key of an account.
abstract contract Keys is Assertions {
    struct Key {
        uint256 secret;
        bytes32 x;
    }

    uint256 internal constant N = FrostVerifier.N;

    /// @dev A key with even y from any seed.
    function makeKey(uint256 seed) internal view returns (Key memory) {
        uint256 secret = 1 + (uint256(keccak256(abi.encode("key", seed))) % (N - 1));
        (uint256 x, uint256 y) = Secp256k1.publicKey(secret);
        return Key(y & 1 == 0 ? secret : N - secret, bytes32(x));
    }

    /// @dev s ‖ Re of the suite, for a key of either parity. vm.addr(k) is the address of kG, which is Re.
    function signWith(uint256 secret, uint256 px, uint256 parity, bytes32 digest, uint256 nonceSeed)
        internal
        pure
        returns (bytes memory)
    {
        uint256 nonce = 1 + (uint256(keccak256(abi.encode("nonce", secret, digest, nonceSeed))) % (N - 1));
        address re = vm.addr(nonce);
        uint256 e = challenge(px, parity, digest, re);
        return abi.encodePacked(addmod(nonce, mulmod(e, secret, N), N), re);
    }

    function sign(Key memory key, bytes32 digest) internal pure returns (bytes memory) {
        return signWith(key.secret, uint256(key.x), 0, digest, 0);
    }

    function signBounded(Key memory key, bytes32 userOpHash, uint48 validAfter, uint48 validUntil)
        internal
        pure
        returns (bytes memory)
    {
        bytes32 digest = keccak256(
            abi.encodePacked("FROST-secp256k1-KECCAK256-EVM-v1", userOpHash, validAfter, validUntil)
        );
        return abi.encodePacked(sign(key, digest), validAfter, validUntil);
    }

    /// @dev e of the suite, from its specification alone.
    function challenge(uint256 px, uint256 parity, bytes32 digest, address re) internal pure returns (uint256) {
        bytes memory preimage =
            abi.encodePacked("FROST-secp256k1-KECCAK256-EVM-v1", px, uint8(parity), digest, bytes20(re));
        return uint256(keccak256(preimage)) % N;
    }
}

/// @notice Core, features and factory, with `entryPoint` an address that tests call from.
abstract contract AccountTest is Keys {
    address internal immutable entryPoint = address(0xE47);
    IAccountFeatures internal features;
    IAccountCore internal core;
    IAccountFactory internal factory;
    Key internal owner;
    address internal account;

    function setUp() public virtual {
        features = IAccountFeatures(Deployer.deploy("AccountFeatures", abi.encode(entryPoint)));
        core = IAccountCore(Deployer.deploy("AccountCore", abi.encode(features)));
        factory = IAccountFactory(Deployer.deploy("AccountFactory", abi.encode(core)));
        owner = makeKey(1);
        account = createAccount(owner, 0, 0);
        vm.deal(account, 100 ether);
    }

    function createAccount(Key memory key, bytes32 configHash, bytes32 salt) internal returns (address) {
        return factory.createAccount(key.x, configHash, salt, new IAccountFactory.Rotation[](0));
    }

    /// @dev EIP-712 digest in the account's chain-less domain, written out.
    function recoveryDigest(address account_, bytes32 structHash) internal pure returns (bytes32) {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,address verifyingContract)"),
                keccak256("Tandem Recovery"),
                keccak256("1"),
                account_
            )
        );
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }

    function signRotation(address account_, Key memory from, Key memory to, uint64 epoch)
        internal
        pure
        returns (IAccountFactory.Rotation memory rotation)
    {
        bytes32 rotate =
            keccak256(abi.encode(keccak256("RotateOwner(bytes32 newOwner,uint64 ownerEpoch)"), to.x, epoch));
        bytes32 install = keccak256(abi.encode(keccak256("InstallOwner(bytes32 newOwner)"), to.x));
        rotation.newOwner = to.x;
        rotation.proof = sign(to, recoveryDigest(account_, install));
        rotation.ownerSignature = sign(from, recoveryDigest(account_, rotate));
    }

    /// @dev Calls the account as the EntryPoint does.
    function callAsEntryPoint(bytes memory data) internal returns (bool success, bytes memory result) {
        vm.prank(entryPoint);
        (success, result) = account.call(data);
    }
}
