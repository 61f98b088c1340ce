// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title Contract guardian in tests
/// @notice A wallet with ERC-1271, which can also turn hostile, and which can call for its owner.
contract GuardianWallet is IERC1271 {
    /// @notice How {isValidSignature} behaves.
    enum Mode {
        Honest,
        Reverts,
        BurnsGas,
        ReturnBomb,
        ReturnsNothing
    }

    /// @notice The wallet was told to revert.
    error Unwilling();

    /// @notice Who signs for the wallet.
    address public immutable owner;

    /// @notice How it behaves now.
    Mode public mode;

    /// @param owner_ Who signs for the wallet.
    constructor(address owner_) {
        owner = owner_;
    }

    /// @notice Changes the behaviour.
    /// @param mode_ The new one.
    function setMode(Mode mode_) external {
        mode = mode_;
    }

    /// @notice Calls something as the wallet.
    /// @param target What.
    /// @param data With what.
    function execute(address target, bytes calldata data) external {
        Address.functionCall(target, data);
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (mode == Mode.Reverts) revert Unwilling();
        if (mode == Mode.BurnsGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (mode == Mode.ReturnsNothing) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        if (mode == Mode.ReturnBomb) {
            assembly ("memory-safe") {
                return(0, 1000000)
            }
        }
        return ECDSA.recoverCalldata(hash, signature) == owner ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
