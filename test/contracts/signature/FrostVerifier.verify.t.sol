// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FrostVerifier} from "../../../contracts/signature/FrostVerifier.sol";
import {Secp256k1} from "../support/Secp256k1.sol";
import {Keys} from "../support/TestBase.sol";

contract Verifier {
    function verify(uint256 px, uint256 parity, bytes32 digest, bytes calldata signature) external view returns (bool) {
        return FrostVerifier.verify(px, parity, digest, signature);
    }

    /// @dev The check when the free memory is full of the nonce's address, which a failed ecrecover leaves as it is.
    function verifyInDirtyMemory(uint256 px, uint256 parity, bytes32 digest, bytes calldata signature)
        external
        view
        returns (bool)
    {
        uint256 re = uint160(bytes20(signature[32:52]));
        assembly ("memory-safe") {
            let m := mload(0x40)
            for { let i := 0 } lt(i, 0x200) { i := add(i, 0x20) } { mstore(add(m, i), re) }
        }
        return FrostVerifier.verify(px, parity, digest, signature);
    }

    /// @dev Gas of the check alone, and that memory is left as the compiler needs it.
    function measure(uint256 px, uint256 parity, bytes32 digest, bytes calldata signature)
        external
        view
        returns (uint256 gas, bool memoryKept)
    {
        // The first of memory, without a length whose upper bytes are 0 anyway.
        uint256[2] memory kept = [type(uint256).max, type(uint256).max];
        uint256 freeMemory;
        assembly ("memory-safe") {
            freeMemory := mload(0x40)
        }
        uint256 start = gasleft();
        FrostVerifier.verify(px, parity, digest, signature);
        gas = start - gasleft();
        uint256 freeMemoryAfter;
        uint256 zeroSlot;
        assembly ("memory-safe") {
            freeMemoryAfter := mload(0x40)
            zeroSlot := mload(0x60)
        }
        memoryKept = freeMemoryAfter == freeMemory && zeroSlot == 0 && kept[0] & kept[1] == type(uint256).max;
    }

    /// @dev The specification in plain Solidity: every condition written out.
    function plainVerify(uint256 px, uint256 parity, bytes32 digest, bytes calldata signature)
        external
        pure
        returns (bool)
    {
        if (signature.length != 52 || parity > 1) return false;
        uint256 s = uint256(bytes32(signature[0:32]));
        address re = address(bytes20(signature[32:52]));
        bytes memory preimage =
            abi.encodePacked("FROST-secp256k1-KECCAK256-EVM-v1", px, uint8(parity), digest, bytes20(re));
        uint256 e = uint256(keccak256(preimage)) % FrostVerifier.N;
        if (s == 0 || s >= FrostVerifier.N || re == address(0) || e == 0) return false;
        if (px == 0 || px >= FrostVerifier.N) return false;
        bytes32 h = bytes32(FrostVerifier.N - mulmod(s, px, FrostVerifier.N));
        bytes32 s_ = bytes32(FrostVerifier.N - mulmod(e, px, FrostVerifier.N));
        return ecrecover(h, uint8(27 + parity), bytes32(px), s_) == re;
    }
}

contract FrostVerifierVerifyTest is Keys {
    Verifier private verifier = new Verifier();

    function testFuzz_S7_acceptsASignatureOfAnyKey(uint256 seed, bytes32 digest, uint256 nonceSeed) public view {
        uint256 secret = 1 + (seed % (N - 1));
        (uint256 px, uint256 py) = Secp256k1.publicKey(secret);
        assertEq(address(uint160(uint256(keccak256(abi.encode(px, py))))), vm.addr(secret));
        uint256 parity = py & 1;
        bytes memory signature = signWith(secret, px, parity, digest, nonceSeed);
        assertTrue(verifier.verify(px, parity, digest, signature), "valid");
        assertTrue(!verifier.verify(px, 1 - parity, digest, signature), "wrong parity");
        assertTrue(!verifier.verify(px, parity + 2, digest, signature), "parity 2 or 3");
        assertTrue(!verifier.verify(px, parity + 256, digest, signature), "parity above a byte");
    }

    function testFuzz_S7_rejectsAFlippedBit(bytes32 digest, uint256 bit) public view {
        Key memory key = makeKey(1);
        bytes memory signature = sign(key, digest);
        bit %= 52 * 8;
        signature[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        assertTrue(!verifier.verify(uint256(key.x), 0, digest, signature), "flipped");
    }

    function testFuzz_S7_equalsThePlainReference(
        uint256 px,
        uint256 parity,
        bytes32 digest,
        uint256 s,
        address re,
        uint8 length,
        uint8 shape
    ) public view {
        // Random words are never valid: start from a valid signature as often as not, and put edges in the rest.
        Key memory key = makeKey(px % 8);
        bytes memory signature = sign(key, digest);
        if (shape & 1 == 0) (px, parity) = (uint256(key.x), 0);
        if (shape & 2 == 0) {
            if (shape & 4 == 0) s = [0, N, N - 1, 1, type(uint256).max, N + 1][s % 6];
            if (shape & 8 == 0) re = address(0);
            signature = abi.encodePacked(s, re);
        }
        if (shape & 16 == 0) px = [0, N, N - 1, N + uint256(key.x) % 2 ** 128, type(uint256).max, 5][px % 6];
        if (shape & 32 == 0) parity = parity % 3;
        if (shape & 192 == 0) {
            assembly ("memory-safe") {
                mstore(signature, mod(length, 53))
            }
        }
        bool expected = verifier.plainVerify(px, parity, digest, signature);
        assertTrue(verifier.verify(px, parity, digest, signature) == expected, "differs from the reference");
    }

    function test_S7_acceptsNothingWithNonceAddressZero() public view {
        // With P.x ≥ n or off the curve the precompile fails and writes nothing; 0 = 0 must not count.
        uint256[4] memory keys = [uint256(0), N, type(uint256).max, 5];
        for (uint256 i; i < keys.length; ++i) {
            bytes memory signature = abi.encodePacked(uint256(1), address(0));
            assertTrue(!verifier.verify(keys[i], 0, bytes32(i), signature), "Re = 0");
        }
    }

    function testFuzz_S7_aFailedPrecompileIsNotTakenForItsOutput(uint256 s, address re, bytes32 digest) public view {
        vm.assume(re != address(0));
        uint256[5] memory keys = [uint256(0), N, type(uint256).max, 5, N + 1];
        bytes memory signature = abi.encodePacked(1 + s % (N - 1), re);
        for (uint256 i; i < keys.length; ++i) {
            assertTrue(!verifier.verifyInDirtyMemory(keys[i], 0, digest, signature), "stale output");
        }
    }

    function testFuzz_S7_rejectsSAboveTheOrder(bytes32 digest, uint128 s) public view {
        Key memory key = makeKey(1);
        bytes memory signature = sign(key, digest);
        bytes32 re;
        assembly ("memory-safe") {
            re := mload(add(signature, 0x40))
        }
        bytes memory unreduced = abi.encodePacked(N + s, bytes20(re));
        assertTrue(!verifier.verify(uint256(key.x), 0, digest, unreduced), "s of n or more");
    }

    function test_S7_vectors() public view {
        string memory json = vm.readFile("test/vectors/frost.json");
        uint256 count;
        for (uint256 i; vm.keyExistsJson(json, path(i, "")); ++i) {
            bool expected = vm.parseJsonBool(json, path(i, ".valid"));
            bytes memory px = vm.parseJsonBytes(json, path(i, ".px"));
            bytes memory digest = vm.parseJsonBytes(json, path(i, ".digest"));
            // What is no uint256 and bytes32 cannot reach the contract.
            if (px.length != 32 || digest.length != 32) continue;
            bool actual = verifier.verify(
                uint256(bytes32(px)),
                vm.parseJsonUint(json, path(i, ".parity")),
                bytes32(digest),
                vm.parseJsonBytes(json, path(i, ".signature"))
            );
            assertTrue(actual == expected, string.concat("vector ", vm.toString(i)));
            ++count;
        }
        assertTrue(count > 10, "vectors were read");
    }

    function test_gasAtMost3600() public view {
        Key memory key = makeKey(1);
        (uint256 gas, bool memoryKept) = verifier.measure(uint256(key.x), 0, bytes32("m"), sign(key, "m"));
        assertTrue(gas <= 3600, vm.toString(gas));
        assertTrue(memoryKept, "memory");
    }

    function testFuzz_isPublicKeyAcceptsEveryKey(uint256 seed) public view {
        assertTrue(FrostVerifier.isPublicKey(uint256(makeKey(seed).x)), "on the curve");
    }

    function testFuzz_S7_isPublicKeyEqualsTheCurveEquation(uint256 x) public view {
        assertTrue(FrostVerifier.isPublicKey(x) == isOnCurve(x), "curve");
        assertTrue(!FrostVerifier.isPublicKey(N + (x % (type(uint256).max - N))), "x of n or more");
    }

    function test_S7_isPublicKeyRefusesZero() public pure {
        assertTrue(!FrostVerifier.isPublicKey(0), "zero");
    }

    /// @dev Euler's criterion: x³ + 7 is a square.
    function isOnCurve(uint256 x) private view returns (bool) {
        uint256 p = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;
        if (x == 0 || x >= N) return false;
        uint256 square = addmod(mulmod(mulmod(x, x, p), x, p), 7, p);
        (, bytes memory result) = address(5).staticcall(abi.encode(32, 32, 32, square, (p - 1) / 2, p));
        return uint256(bytes32(result)) == 1;
    }

    function path(uint256 index, string memory key) private pure returns (string memory) {
        return string.concat(".verify[", vm.toString(index), "]", key);
    }
}
