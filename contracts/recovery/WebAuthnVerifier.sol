// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC7913WebAuthnVerifier} from "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913WebAuthnVerifier.sol";

/// @title WebAuthnVerifier
/// @notice Lets a passkey be a guardian: signer = this address ‖ P-256 x ‖ y. The signature is `abi.encode` of
/// OpenZeppelin's `WebAuthn.WebAuthnAuth`, the challenge is the digest; user verification is required.
contract WebAuthnVerifier is ERC7913WebAuthnVerifier {}
