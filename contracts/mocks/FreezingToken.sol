// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Token that can refuse a recipient, in tests
/// @notice As some stablecoins do; here anybody freezes himself, also in the middle of an operation.
contract FreezingToken is ERC20("Freezing", "FRZ") {
    /// @notice The recipient is frozen.
    error Frozen(address recipient);

    /// @notice Who receives nothing.
    mapping(address recipient => bool frozen) public isFrozen;

    /// @notice Creates tokens, for anybody.
    /// @param to Who receives them.
    /// @param amount How many.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Freezes the caller.
    function freeze() external {
        isFrozen[msg.sender] = true;
    }

    /// @inheritdoc ERC20
    function _update(address from, address to, uint256 amount) internal override {
        if (isFrozen[to]) revert Frozen(to);
        super._update(from, to, amount);
    }
}
