// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {FrostVerifier} from "../../../contracts/signature/FrostVerifier.sol";

/// @notice The least that an account with a threshold key can be: a clone, a stored key, one call. No features, no
/// batch, no rotation. For measuring only.
contract FloorAccount {
    address private constant ENTRY_POINT = 0x433709009B8330FDa32311DF1C2AFA402eD8D009;

    uint256 private key;

    function initialize(uint256 key_) external {
        require(key == 0);
        key = key_;
    }

    function validateUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash, uint256 missing)
        external
        payable
        returns (uint256)
    {
        require(msg.sender == ENTRY_POINT);
        bool valid = FrostVerifier.verify(key, 0, userOpHash, userOp.signature);
        if (missing != 0) payable(msg.sender).call{value: missing}("");
        return valid ? 0 : 1;
    }

    fallback() external payable {
        require(msg.sender == ENTRY_POINT);
        (bool success,) = address(bytes20(msg.data[4:24])).call{value: uint256(bytes32(msg.data[24:56]))}(msg.data[56:]);
        require(success);
    }

    receive() external payable {}
}

contract FloorFactory {
    address private immutable implementation = address(new FloorAccount());

    function createAccount(uint256 key) external returns (address account) {
        account = Clones.cloneDeterministic(implementation, bytes32(key));
        FloorAccount(payable(account)).initialize(key);
    }

    function getAddress(uint256 key) external view returns (address) {
        return Clones.predictDeterministicAddress(implementation, bytes32(key));
    }
}
