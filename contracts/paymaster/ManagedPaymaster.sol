// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable2Step, Ownable} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Paymaster} from "@openzeppelin/contracts/account/paymaster/Paymaster.sol";

import {IManagedPaymaster} from "../interfaces/IManagedPaymaster.sol";

/// @title ManagedPaymaster
/// @notice What our paymasters share: an owner, two signers, the deposit and the stake.
abstract contract ManagedPaymaster is IManagedPaymaster, Paymaster, Ownable2Step {
    address private _first;
    address private _second;

    /// @param owner_ Who may change signers and withdraw; kept off the servers.
    /// @param signer The first signer.
    constructor(address owner_, address signer) Ownable(owner_) {
        _setSigners(signer, address(0));
    }

    /// @inheritdoc IManagedPaymaster
    function setSigners(address first, address second) external onlyOwner {
        _setSigners(first, second);
    }

    /// @inheritdoc IManagedPaymaster
    function deposit() external payable {
        _deposit(msg.value);
    }

    /// @inheritdoc IManagedPaymaster
    function withdraw(address payable to, uint256 amountWei) external onlyOwner {
        _withdraw(to, amountWei);
    }

    /// @inheritdoc IManagedPaymaster
    function addStake(uint32 unstakeDelaySeconds) external payable onlyOwner {
        _addStake(msg.value, unstakeDelaySeconds);
    }

    /// @inheritdoc IManagedPaymaster
    function unlockStake() external onlyOwner {
        _unlockStake();
    }

    /// @inheritdoc IManagedPaymaster
    function withdrawStake(address payable to) external onlyOwner {
        _withdrawStake(to);
    }

    /// @inheritdoc IManagedPaymaster
    function signers() external view returns (address first, address second) {
        return (_first, _second);
    }

    function _setSigners(address first, address second) private {
        if (first == second && first != address(0)) revert DuplicateSigner(first);
        _first = first;
        _second = second;
        emit SignersChanged(first, second);
    }

    /// @dev A failed recovery gives zero, which is also what an empty place holds.
    function _isSigner(address recovered) internal view returns (bool) {
        return recovered != address(0) && (recovered == _first || recovered == _second);
    }
}
