// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IAccountCore} from "../../../contracts/interfaces/IAccountCore.sol";
import {IAccountFeatures} from "../../../contracts/interfaces/IAccountFeatures.sol";
import {IRecovery} from "../../../contracts/interfaces/IRecovery.sol";
import {IUpgrade} from "../../../contracts/interfaces/IUpgrade.sol";
import {AccountTest} from "../support/TestBase.sol";

/// @dev Tries everything of the account that only its owner may, and counts what was let in.
abstract contract Attacker {
    address internal immutable account;
    uint256 public attempts;
    uint256 public letIn;

    constructor(address account_) {
        account = account_;
    }

    function attack() internal {
        bytes memory steal = abi.encodePacked(address(this), uint256(1 ether));
        bytes[7] memory calls = [
            abi.encodePacked(IAccountCore.executePacked_ezig.selector, steal),
            abi.encodePacked(IAccountCore.executePackedBatch_a3bkq.selector, steal, uint32(0)),
            abi.encodeWithSignature("execute(address,uint256,bytes)", address(this), 1 ether, ""),
            abi.encodeCall(IRecovery.cancelRecovery, ()),
            abi.encodeCall(IRecovery.cancelGuardians, ()),
            abi.encodeCall(IUpgrade.cancelUpgrade, ()),
            abi.encodeCall(IUpgrade.scheduleUpgrade, (IUpgrade.UpgradeKind.Successor, address(this), ""))
        ];
        for (uint256 i; i < calls.length; ++i) {
            ++attempts;
            (bool success,) = account.call(calls[i]);
            if (success) ++letIn;
        }
    }
}

/// @dev Is sent tokens by the account, and attacks in the hook.
contract HostileReceiver is Attacker {
    constructor(address account_) Attacker(account_) {}

    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        attack();
        return this.onERC721Received.selector;
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        attack();
        return this.onERC1155Received.selector;
    }
}

/// @dev Tokens that attack while they move, both before and after the account's hook.
contract HostileNft is ERC721, Attacker {
    constructor(address account_) ERC721("", "") Attacker(account_) {}

    function mint(address to, uint256 id) external {
        _safeMint(to, id);
    }

    function _update(address to, uint256 id, address auth) internal override returns (address) {
        attack();
        return super._update(to, id, auth);
    }
}

contract HostileMultiToken is ERC1155, Attacker {
    constructor(address account_) ERC1155("") Attacker(account_) {}

    function mint(address to) external {
        uint256[] memory ids = new uint256[](2);
        (ids[0], ids[1]) = (1, 2);
        _mintBatch(to, ids, ids, "");
        _mint(to, 3, 3, "");
    }

    function _update(address from, address to, uint256[] memory ids, uint256[] memory values) internal override {
        attack();
        super._update(from, to, ids, values);
    }
}

contract AccountCoreCallbacksTest is AccountTest {
    HostileReceiver private receiver;

    function setUp() public override {
        super.setUp();
        receiver = new HostileReceiver(account);
    }

    function test_S30_nftCallbacksGetNothing() public {
        HostileNft nft = new HostileNft(account);
        nft.mint(account, 7);
        assertEq(nft.ownerOf(7), account);
        send(address(nft), abi.encodeWithSignature("safeTransferFrom(address,address,uint256)", account, receiver, 7));
        assertEq(nft.ownerOf(7), address(receiver));
        assertHeld(nft.attempts(), nft.letIn());
        assertHeld(receiver.attempts(), receiver.letIn());
    }

    function test_S30_multiTokenCallbacksGetNothing() public {
        HostileMultiToken token = new HostileMultiToken(account);
        token.mint(account);
        assertEq(token.balanceOf(account, 2), 2);
        bytes memory data = abi.encodeWithSignature(
            "safeTransferFrom(address,address,uint256,uint256,bytes)", account, receiver, 3, 3, ""
        );
        send(address(token), data);
        assertEq(token.balanceOf(address(receiver), 3), 3);
        assertHeld(token.attempts(), token.letIn());
        assertHeld(receiver.attempts(), receiver.letIn());
    }

    /// @dev As the owner's operation does.
    function send(address to, bytes memory data) private {
        (bool success,) =
            callAsEntryPoint(abi.encodePacked(IAccountCore.executePacked_ezig.selector, to, uint256(0), data));
        assertTrue(success, "not sent");
    }

    function assertHeld(uint256 attempts, uint256 letIn) private view {
        assertTrue(attempts >= 7, "no attack");
        assertEq(letIn, 0);
        assertEq(account.balance, 100 ether);
        assertEq(IAccountFeatures(account).owner(), owner.x);
    }
}
