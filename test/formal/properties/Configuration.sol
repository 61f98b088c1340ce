// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecovery} from "../../../contracts/interfaces/IRecovery.sol";
import {GuardianConfigs} from "../../../contracts/recovery/GuardianConfigs.sol";

/// @dev What every configuration that takes effect has passed.
contract ConfigurationProperties {
    /// @notice threshold: 0 < threshold ≤ count ≤ 10, or no guardians at all
    function thresholdIsWithinTheCount(IRecovery.GuardianConfig calldata config) external pure {
        GuardianConfigs.requireValid(config);
        uint256 count = config.commitments.length;
        assert(count <= 10);
        assert(config.threshold <= count);
        assert(count == 0 || config.threshold > 0);
        assert(count < 3 || config.threshold >= 2);
    }

    /// @notice delays: at least 48 h, 7 d and 36 h, at most 30 d
    function delaysAreBounded(IRecovery.GuardianConfig calldata config) external pure {
        GuardianConfigs.requireValid(config);
        assert(config.recoveryDelay >= 48 hours && config.recoveryDelay <= 30 days);
        assert(config.recoveryWindow >= 7 days && config.recoveryWindow <= 30 days);
        assert(config.configDelay >= 36 hours && config.configDelay <= 30 days);
    }
}
