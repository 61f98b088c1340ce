// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC4337} from "solady/src/accounts/ERC4337.sol";
import {ERC4337Factory} from "solady/src/accounts/ERC4337Factory.sol";

/// @notice Solady's account, for EntryPoint v0.9. For measuring only.
contract SoladyAccount is ERC4337 {
    function entryPoint() public pure override returns (address) {
        return 0x433709009B8330FDa32311DF1C2AFA402eD8D009;
    }

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("SoladyAccount", "1");
    }
}

contract SoladyFactory is ERC4337Factory {
    constructor() payable ERC4337Factory(address(new SoladyAccount())) {}
}
