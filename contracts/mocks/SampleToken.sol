// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title Sample token of the local chain
/// @notice An ordinary ERC-20 with ERC-2612 permits whose owner, the local faucet, may mint. It has no value.
/// @dev For local chains and tests only; no deployment module for public chains contains it.
contract SampleToken is ERC20, ERC20Permit, Ownable {
    uint8 private immutable _decimals;

    /// @param name_ Name, also the name of the permit's EIP-712 domain.
    /// @param symbol_ Ticker symbol.
    /// @param decimals_ Decimals of one unit.
    /// @param faucet Owner, the only one who may mint.
    constructor(string memory name_, string memory symbol_, uint8 decimals_, address faucet)
        ERC20(name_, symbol_)
        ERC20Permit(name_)
        Ownable(faucet)
    {
        _decimals = decimals_;
    }

    /// @notice Creates tokens.
    /// @dev Only the owner may call.
    /// @param to Who receives them.
    /// @param amount How many, in the smallest unit.
    function mint(address to, uint256 amount) external onlyOwner {
        _mint(to, amount);
    }

    /// @inheritdoc ERC20
    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}
