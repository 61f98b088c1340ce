// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC7913FrostVerifier} from "../../../contracts/signature/ERC7913FrostVerifier.sol";
import {Keys} from "../support/TestBase.sol";

contract ERC7913FrostVerifierVerifyTest is Keys {
    ERC7913FrostVerifier private verifier = new ERC7913FrostVerifier();

    function testFuzz_answersTheMagicForASignature(uint256 seed, bytes32 hash) public view {
        Key memory key = makeKey(seed);
        bytes memory signature = sign(key, hash);
        assertEq(verifier.verify(abi.encodePacked(key.x), hash, signature), bytes4(0x024ad318));
        assertEq(verifier.verify(abi.encodePacked(key.x), ~hash, signature), bytes4(0xffffffff));
    }

    function testFuzz_S7_refusesAKeyOfAnotherLength(bytes calldata tail) public view {
        if (tail.length == 0) return;
        Key memory key = makeKey(1);
        bytes memory signature = sign(key, "hash");
        assertEq(verifier.verify(abi.encodePacked(key.x, tail), "hash", signature), bytes4(0xffffffff));
        assertEq(verifier.verify("", "hash", signature), bytes4(0xffffffff));
        assertEq(verifier.verify(abi.encodePacked(bytes31(key.x)), "hash", signature), bytes4(0xffffffff));
    }
}
