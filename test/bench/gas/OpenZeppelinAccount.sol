// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Account} from "@openzeppelin/contracts/account/Account.sol";
import {ERC7821} from "@openzeppelin/contracts/account/extensions/draft-ERC7821.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MultiSignerERC7913} from "@openzeppelin/contracts/utils/cryptography/signers/MultiSignerERC7913.sol";
import {ERC7739} from "@openzeppelin/contracts/utils/cryptography/signers/draft-ERC7739.sol";

/// @notice OpenZeppelin's account with several ERC-7913 signers and a threshold, as its wizard writes it. For measuring
/// only.
contract OpenZeppelinAccount is Account, EIP712, ERC7739, ERC7821, MultiSignerERC7913, ERC721Holder, ERC1155Holder, Initializable {
    constructor() EIP712("OpenZeppelinAccount", "1") MultiSignerERC7913(_none(), 1) {
        _disableInitializers();
    }

    function initialize(bytes[] memory signers, uint64 threshold) public initializer {
        _addSigners(signers);
        _setThreshold(threshold);
    }

    function _erc7821AuthorizedExecutor(address caller, bytes32 mode, bytes calldata executionData)
        internal
        view
        override
        returns (bool)
    {
        return caller == address(entryPoint()) || super._erc7821AuthorizedExecutor(caller, mode, executionData);
    }

    function _none() private pure returns (bytes[] memory signers) {
        signers = new bytes[](1);
        signers[0] = abi.encodePacked(address(1));
    }
}

contract OpenZeppelinFactory {
    address public immutable implementation = address(new OpenZeppelinAccount());

    function createAccount(bytes[] memory signers, uint64 threshold, bytes32 salt) external returns (address account) {
        salt = keccak256(abi.encode(signers, threshold, salt));
        account = Clones.predictDeterministicAddress(implementation, salt);
        if (account.code.length > 0) return account;
        Clones.cloneDeterministic(implementation, salt);
        OpenZeppelinAccount(payable(account)).initialize(signers, threshold);
    }

    function getAddress(bytes[] memory signers, uint64 threshold, bytes32 salt) external view returns (address) {
        salt = keccak256(abi.encode(signers, threshold, salt));
        return Clones.predictDeterministicAddress(implementation, salt);
    }
}
