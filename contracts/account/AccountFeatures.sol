// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1155Receiver} from "@openzeppelin/contracts/interfaces/IERC1155Receiver.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/interfaces/IERC721Receiver.sol";
import {IAccount} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {GuardianConfiguration} from "../recovery/GuardianConfiguration.sol";
import {GuardianRecovery} from "../recovery/GuardianRecovery.sol";
import {ScheduledUpgrade} from "../recovery/ScheduledUpgrade.sol";
import {AccountInfo} from "./AccountInfo.sol";
import {ERC1271Signatures} from "./ERC1271Signatures.sol";
import {OwnerRotation} from "./OwnerRotation.sol";
import {TokenReceivers} from "./TokenReceivers.sol";

/// @title AccountFeatures
/// @notice The cold path of every account, run by DELEGATECALL from {AccountCore}. At its own address there is no
/// owner, so nothing can be signed for or changed.
///
/// - {ERC1271Signatures} isValidSignature (ERC-1271, ERC-7739, before ERC-1271), eip712Domain (ERC-5267)
/// - {OwnerRotation} rotateOwner
/// - {GuardianConfiguration} setFirstGuardians, scheduleGuardians, applyGuardians, cancelGuardians
/// - {GuardianRecovery} approveRecovery, startRecovery, cancelRecovery, finalizeRecovery
/// - {ScheduledUpgrade} scheduleUpgrade, applyUpgrade, cancelUpgrade
/// - {TokenReceivers} ERC-721 and ERC-1155
/// - {AccountInfo} owner, epoch, EntryPoint, nonces, implementation (EIP-897)
contract AccountFeatures is
    ERC1271Signatures,
    OwnerRotation,
    TokenReceivers,
    AccountInfo,
    GuardianConfiguration,
    GuardianRecovery,
    ScheduledUpgrade
{
    /// @param entryPoint The EntryPoint of the accounts, v0.9.
    constructor(address entryPoint) AccountInfo(entryPoint) {}

    /// @notice Refuses what this version does not have.
    fallback() external {
        revert NotAvailable(msg.sig);
    }

    /// @notice ERC-165.
    /// @param interfaceId The interface's id.
    /// @return Whether the account implements it.
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IERC1271).interfaceId
            || interfaceId == type(IERC5267).interfaceId || interfaceId == type(IAccount).interfaceId
            || interfaceId == type(IERC721Receiver).interfaceId || interfaceId == type(IERC1155Receiver).interfaceId;
    }
}
