// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecovery} from "../interfaces/IRecovery.sol";

/// @title GuardianConfigs
/// @notice Bounds and hash of a guardian configuration.
library GuardianConfigs {
    /// @notice The most guardians.
    uint256 internal constant MAX_GUARDIANS = 10;

    /// @notice Least time from the start of a recovery until it may be finalized.
    uint48 internal constant MIN_RECOVERY_DELAY = 48 hours;

    /// @notice Least time for finalizing it.
    uint48 internal constant MIN_RECOVERY_WINDOW = 7 days;

    /// @notice Least time until another configuration may be applied.
    uint48 internal constant MIN_CONFIG_DELAY = 36 hours;

    /// @notice The longest of any of them.
    uint48 internal constant MAX_DELAY = 30 days;

    /// @notice Time for applying a scheduled configuration.
    uint48 internal constant CONFIG_WINDOW = 12 hours;

    /// @notice Hash of a configuration at a configuration epoch.
    /// @param config The configuration.
    /// @param configEpoch The epoch.
    /// @return The hash.
    function hash(IRecovery.GuardianConfig calldata config, uint64 configEpoch) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                configEpoch,
                config.threshold,
                config.recoveryDelay,
                config.recoveryWindow,
                config.configDelay,
                config.commitments
            )
        );
    }

    /// @notice Reverts unless counts, threshold and delays are within bounds and commitments differ.
    /// @dev No guardians at all, with threshold 0, is a configuration too.
    /// @custom:invariant thresholdWithinCount
    /// @param config The configuration.
    function requireValid(IRecovery.GuardianConfig calldata config) internal pure {
        uint256 count = config.commitments.length;
        uint256 threshold = config.threshold;
        // From three guardians on, one alone is too few.
        uint256 least = count == 0 ? 0 : count < 3 ? 1 : 2;
        if (count > MAX_GUARDIANS || threshold < least || threshold > count) {
            revert IRecovery.InvalidThreshold(threshold, count);
        }
        _requireDelay(config.recoveryDelay, MIN_RECOVERY_DELAY);
        _requireDelay(config.recoveryWindow, MIN_RECOVERY_WINDOW);
        _requireDelay(config.configDelay, MIN_CONFIG_DELAY);
        for (uint256 i = 1; i < count; ++i) {
            for (uint256 j; j < i; ++j) {
                if (config.commitments[i] == config.commitments[j]) {
                    revert IRecovery.DuplicateCommitment(config.commitments[i]);
                }
            }
        }
    }

    function _requireDelay(uint48 delaySeconds, uint48 least) private pure {
        if (delaySeconds < least || delaySeconds > MAX_DELAY) {
            revert IRecovery.InvalidDelay(delaySeconds, least, MAX_DELAY);
        }
    }
}
