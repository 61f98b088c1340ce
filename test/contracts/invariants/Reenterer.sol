// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccountCore} from "../../../contracts/interfaces/IAccountCore.sol";
import {IRecovery} from "../../../contracts/interfaces/IRecovery.sol";
import {IUpgrade} from "../../../contracts/interfaces/IUpgrade.sol";

/// @notice Is paid by the account and calls it back, with everything that only its owner may.
contract Reenterer {
    address private immutable account;
    bool public gotIn;

    constructor(address account_) {
        account = account_;
    }

    receive() external payable {
        bytes[5] memory attacks = [
            abi.encodePacked(IAccountCore.executePacked_ezig.selector, address(this), uint256(1)),
            abi.encodeWithSignature("execute(address,uint256,bytes)", address(this), 1, ""),
            abi.encodeCall(IRecovery.cancelRecovery, ()),
            abi.encodeCall(IRecovery.cancelGuardians, ()),
            abi.encodeCall(IUpgrade.cancelUpgrade, ())
        ];
        for (uint256 i; i < attacks.length; ++i) {
            (bool success,) = account.call(attacks[i]);
            if (success) gotIn = true;
        }
    }
}
