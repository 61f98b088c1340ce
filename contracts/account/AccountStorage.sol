// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title AccountStorage
/// @notice Every storage slot of an account, in ERC-7201 namespaces. The layout is fixed for the life of the core:
/// features may be replaced, these structs may only grow at their end. `test/snapshots/layout.json` guards it.
library AccountStorage {
    /// @custom:storage-location erc7201:tandem.account
    struct Account {
        // The owner word, the only slot an operation reads; see {OwnerKey}. Never written to 0.
        bytes32 ownerWord;
        // How many times the owner changed. Bound into RotateOwner and StartRecovery.
        uint64 ownerEpoch;
        // Features installed by an upgrade; 0 means the core's own.
        address features;
    }

    /// @custom:storage-location erc7201:tandem.guardians
    struct Guardians {
        // keccak256(abi.encode(configEpoch, threshold, recoveryDelay, recoveryWindow, configDelay, commitments)).
        // While configEpoch is 0 nothing is stored and the configuration bound into the address holds.
        bytes32 configHash;
        uint64 configEpoch;
        // No recovery may start before this time (the owner cancelled one).
        uint48 cooldownUntil;
        // A scheduled configuration may be applied in pendingReadyAt ≤ now < pendingExpiresAt.
        uint48 pendingReadyAt;
        uint48 pendingExpiresAt;
        bytes32 pendingConfigHash;
    }

    /// @custom:storage-location erc7201:tandem.recovery
    struct Recovery {
        // The live recovery's struct hash; 0 means none.
        bytes32 recoveryHash;
        bytes32 newOwner;
        // The recovery may be finalized in readyAt ≤ now < expiresAt.
        uint48 readyAt;
        uint48 expiresAt;
        // Seconds of cooldown that an owner's cancellation starts.
        uint48 cooldownSeconds;
        uint8 approvals;
        // Burnt nonces of StartRecovery and CancelRecovery; random and unordered.
        mapping(uint256 nonce => bool used) nonces;
        // Approvals given on chain, by struct hash and keccak256(signer).
        mapping(bytes32 structHash => mapping(bytes32 signerHash => bool approved)) approved;
    }

    /// @custom:storage-location erc7201:tandem.upgrade
    struct Upgrade {
        // keccak256(implementation ‖ its codehash ‖ keccak256(call data)) and the kind; 0 means none.
        bytes32 scheduleHash;
        // The upgrade may be applied in readyAt ≤ now < expiresAt.
        uint48 readyAt;
        uint48 expiresAt;
    }

    // keccak256(abi.encode(uint256(keccak256("tandem.account")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 internal constant ACCOUNT_SLOT = 0x13b4067ca0e57892582e6fad793cf1fc91200b709e77dd9ff03dd2a921c12600;

    // keccak256(abi.encode(uint256(keccak256("tandem.guardians")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 internal constant GUARDIANS_SLOT = 0xa798b7f7bdcc309994af1316a5250505f47dd8f679b310457a1863c517b92a00;

    // keccak256(abi.encode(uint256(keccak256("tandem.recovery")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 internal constant RECOVERY_SLOT = 0x7b31448870fb6ef212de48a72e5928b3b048881c24318af595777210321eda00;

    // keccak256(abi.encode(uint256(keccak256("tandem.upgrade")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 internal constant UPGRADE_SLOT = 0xa6a2c0054db3f6efb5dd4567ae02163b1a6626fc2e27977f9b52c24b2d326500;

    /// @dev Owner word, epoch, features.
    function account() internal pure returns (Account storage $) {
        assembly ("memory-safe") {
            $.slot := ACCOUNT_SLOT
        }
    }

    /// @dev The guardian configuration and a scheduled one.
    function guardians() internal pure returns (Guardians storage $) {
        assembly ("memory-safe") {
            $.slot := GUARDIANS_SLOT
        }
    }

    /// @dev The live recovery, nonces, approvals.
    function recovery() internal pure returns (Recovery storage $) {
        assembly ("memory-safe") {
            $.slot := RECOVERY_SLOT
        }
    }

    /// @dev A scheduled upgrade.
    function upgrade() internal pure returns (Upgrade storage $) {
        assembly ("memory-safe") {
            $.slot := UPGRADE_SLOT
        }
    }
}
