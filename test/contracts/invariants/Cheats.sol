// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The cheatcodes of the invariant tests, beside those of the other tests.
interface Cheats {
    function accesses(address target) external returns (bytes32[] memory reads, bytes32[] memory writes);
    function prank(address sender, address origin) external;
    function readFileBinary(string calldata path) external view returns (bytes memory);
    function record() external;
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function warp(uint256 timestamp) external;
}
