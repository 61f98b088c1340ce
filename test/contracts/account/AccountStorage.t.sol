// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountStorage} from "../../../contracts/account/AccountStorage.sol";
import {Assertions} from "../support/TestBase.sol";

contract AccountStorageTest is Assertions {
    function test_S27_slotsFollowERC7201() public pure {
        assertEq(AccountStorage.ACCOUNT_SLOT, slotOf("tandem.account"));
        assertEq(AccountStorage.GUARDIANS_SLOT, slotOf("tandem.guardians"));
        assertEq(AccountStorage.RECOVERY_SLOT, slotOf("tandem.recovery"));
        assertEq(AccountStorage.UPGRADE_SLOT, slotOf("tandem.upgrade"));
    }

    function slotOf(string memory id) private pure returns (bytes32) {
        return keccak256(abi.encode(uint256(keccak256(bytes(id))) - 1)) & ~bytes32(uint256(0xff));
    }
}
