// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecovery} from "../../../contracts/interfaces/IRecovery.sol";
import {Keys} from "../support/TestBase.sol";
import {Cheats} from "./Cheats.sol";

/// @notice Five guardians with ordinary keys, the configurations they stand in, and what they sign, written out from
/// the specification.
abstract contract Guardians is Keys {
    Cheats internal constant cheats = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));

    uint256 internal constant GUARDIANS = 5;
    /// @dev Configurations from here on are not valid.
    uint256 internal constant VALID_CONFIGS = 4;
    uint256 internal constant CONFIGS = 10;
    /// @dev The valid configuration without guardians.
    uint256 internal constant NO_GUARDIANS = 3;

    /// @dev In ascending order of keccak256(signer), the order of approvals.
    uint256[GUARDIANS] private guardianKeys;

    constructor() {
        for (uint256 i; i < GUARDIANS; ++i) {
            uint256 key = 0xa000 + i;
            uint256 place = i;
            while (place > 0 && signerHash(guardianKeys[place - 1]) > signerHash(key)) {
                guardianKeys[place] = guardianKeys[place - 1];
                --place;
            }
            guardianKeys[place] = key;
        }
    }

    function guardian(uint256 index) internal view returns (address) {
        return vm.addr(guardianKeys[index]);
    }

    /// @dev Which guardians a configuration has, as bits.
    function membersOf(uint256 index) internal pure returns (uint256) {
        if (index == 1) return 31;
        if (index == 2) return 16;
        return index == NO_GUARDIANS ? 0 : 7;
    }

    function configOf(uint256 index) internal view returns (IRecovery.GuardianConfig memory config) {
        uint256 members = membersOf(index);
        config.commitments = new bytes32[](bitCount(members));
        uint256 count;
        for (uint256 i; i < GUARDIANS; ++i) {
            if (members >> i & 1 == 1) config.commitments[count++] = keccak256(abi.encodePacked(guardian(i), bytes32(i)));
        }
        config.threshold = index == 1 ? 3 : index == 2 ? 1 : index == NO_GUARDIANS ? 0 : 2;
        config.recoveryDelay = index == 1 ? 3 days : 48 hours;
        config.recoveryWindow = index == 2 ? 30 days : 7 days;
        config.configDelay = index == 1 ? 48 hours : 36 hours;
        if (index == 4) config.threshold = 4;
        if (index == 5) config.threshold = 0;
        if (index == 6) config.threshold = 1;
        if (index == 7) config.recoveryDelay -= 1;
        if (index == 8) config.configDelay = 30 days + 1;
        if (index == 9) config.commitments[2] = config.commitments[0];
    }

    function hashOf(IRecovery.GuardianConfig memory config, uint64 configEpoch) internal pure returns (bytes32) {
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

    /// @dev Approvals of the guardians in `who`, which are bits.
    function approvalsOf(uint256 who, bytes32 digest) internal view returns (IRecovery.Approval[] memory approvals) {
        approvals = new IRecovery.Approval[](bitCount(who));
        uint256 count;
        for (uint256 i; i < GUARDIANS; ++i) {
            if (who >> i & 1 == 0) continue;
            (uint8 v, bytes32 r, bytes32 s) = cheats.sign(guardianKeys[i], digest);
            approvals[count++] =
                IRecovery.Approval(abi.encodePacked(guardian(i)), bytes32(i), abi.encodePacked(r, s, v));
        }
    }

    function structHashOf(IRecovery.StartRecovery memory request) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "StartRecovery(bytes32 newOwner,uint64 ownerEpoch,bytes32 configHash,uint256 nonce,uint48 deadline,uint256[] chainIds)"
                ),
                request.newOwner,
                request.ownerEpoch,
                request.configHash,
                request.nonce,
                request.deadline,
                keccak256(abi.encodePacked(request.chainIds))
            )
        );
    }

    function structHashOf(IRecovery.CancelRecovery memory request) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("CancelRecovery(bytes32 recoveryHash,uint256 nonce,uint48 deadline,uint256[] chainIds)"),
                request.recoveryHash,
                request.nonce,
                request.deadline,
                keccak256(abi.encodePacked(request.chainIds))
            )
        );
    }

    /// @dev EIP-712 digest in the account's domain without chain id.
    function digestOf(address account, bytes32 structHash) internal pure returns (bytes32) {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,address verifyingContract)"),
                keccak256("Tandem Recovery"),
                keccak256("1"),
                account
            )
        );
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }

    function bitCount(uint256 bits) internal pure returns (uint256 count) {
        for (; bits != 0; bits >>= 1) {
            count += bits & 1;
        }
    }

    function signerHash(uint256 key) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(vm.addr(key)));
    }
}
