// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title FrostVerifier
/// @notice Verifies one signature of the suite `FROST-secp256k1-KECCAK256-EVM-v1`: a Schnorr signature over
/// secp256k1 (RFC 9591 but for the challenge) that costs one `ecrecover`.
///
/// ```
/// Re    = last 20 bytes of keccak256(R.x ‖ R.y)
/// e     = keccak256(TAG ‖ P.x ‖ parity(P.y) ‖ m ‖ Re) mod n            117-byte preimage: 32 + 32 + 1 + 32 + 20
/// sig   = s ‖ Re                                                       52 bytes: 32 + 20
/// valid ⇔ 0 < s < n, Re ≠ 0, e ≠ 0, address(sG − eP) = Re
/// ```
/// `ecrecover(h, v, r, s')` returns `address(r⁻¹(s'·K − h·G))`, K being the point whose x is r and whose parity is
/// v − 27. With r = P.x, h = −s·P.x and s' = −e·P.x this is `address(sG − eP)`.
library FrostVerifier {
    /// @notice The suite's name, exactly 32 ASCII bytes; separates its hashes from every other protocol's.
    bytes32 internal constant TAG = "FROST-secp256k1-KECCAK256-EVM-v1";

    /// @notice Order of the secp256k1 group.
    uint256 internal constant N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    /// @notice Length of a signature, s ‖ Re.
    uint256 internal constant SIGNATURE_LENGTH = 52;

    /// @notice Whether `signature` is the key's signature of `digest`. Never reverts; wrong lengths are just invalid.
    /// @dev The key must have passed {isPublicKey} when it was installed. A key that never could is refused here too:
    /// the precompile fails on r = 0, on r ≥ n and on an x off the curve. It fails as well on s' = n, which is e = 0.
    /// @param px The key's x coordinate.
    /// @param parity Parity of the key's y coordinate: 0 even, 1 odd.
    /// @param digest The 32 signed bytes, m.
    /// @param signature s ‖ Re, 52 bytes.
    /// @return valid True for a valid signature.
    function verify(uint256 px, uint256 parity, bytes32 digest, bytes calldata signature)
        internal
        view
        returns (bool valid)
    {
        if (signature.length != SIGNATURE_LENGTH) return false;
        // A read past the calldata's end gives zeros, and the shift drops what is not Re.
        uint256 s;
        uint256 re;
        assembly ("memory-safe") {
            s := calldataload(signature.offset)
            re := shr(96, calldataload(add(signature.offset, 0x20)))
        }
        return verify(px, parity, digest, s, re);
    }

    /// @notice The same for a signature that is read already.
    /// @param px The key's x coordinate.
    /// @param parity Parity of the key's y coordinate: 0 even, 1 odd.
    /// @param digest The 32 signed bytes, m.
    /// @param s The response.
    /// @param re The nonce point's address, below 2^160.
    /// @return valid True for a valid signature.
    function verify(uint256 px, uint256 parity, bytes32 digest, uint256 s, uint256 re)
        internal
        view
        returns (bool valid)
    {
        // Why assembly: 117 unaligned bytes are hashed and one precompile called with no allocation. It equals
        //   uint256 e = uint256(keccak256(abi.encodePacked(TAG, px, uint8(parity), digest, uint160(re)))) % N;
        //   address recovered = ecrecover(bytes32(N - mulmod(s, px, N)), uint8(27 + parity), bytes32(px),
        //                                 bytes32(N - mulmod(e, px, N)));
        //   return s != 0 && s < N && re != 0 && uint160(recovered) == re;
        assembly ("memory-safe") {
            let m := mload(0x40) // the free memory pointer and the zero slot are overwritten, and restored below
            mstore(0x00, TAG)
            mstore(0x20, px)
            mstore(0x55, re) // Re is 0x61..0x74; what is left of it is overwritten
            mstore8(0x40, parity)
            mstore(0x41, digest)
            let e := keccak256(0x00, 0x75) // mulmod reduces it

            mstore(0x00, sub(N, mulmod(s, px, N)))
            mstore(0x20, add(27, parity))
            mstore(0x40, px)
            mstore(0x60, sub(N, mulmod(e, px, N)))
            mstore(m, 0) // a failed ecrecover writes nothing
            // not(0) rather than gas(): the optimizer could part GAS from STATICCALL, which ERC-7562 forbids.
            pop(staticcall(not(0), 1, 0x00, 0x80, m, 0x20))
            valid := and(lt(sub(s, 1), sub(N, 1)), and(gt(re, 0), eq(mload(m), re)))
            mstore(0x40, m)
            mstore(0x60, 0)
        }
    }

    /// @notice Whether `px` is the x coordinate of a point of secp256k1, and less than n.
    /// @dev `ecrecover(1, 27, px, 1)` returns `address(px⁻¹(K − G))`, so it fails exactly when px is not in 1..n−1,
    /// when no point has that x, or when K = G, whose secret is 1 and no loss.
    /// @param px The x coordinate.
    /// @return True when a key with this x may be installed.
    function isPublicKey(uint256 px) internal pure returns (bool) {
        return ecrecover(bytes32(uint256(1)), 27, bytes32(px), bytes32(uint256(1))) != address(0);
    }
}
