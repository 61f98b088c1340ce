// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Public keys for tests: d·G by double and add, in Jacobian coordinates. Slow, and not constant time.
library Secp256k1 {
    uint256 private constant P = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;
    uint256 private constant GX = 0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798;
    uint256 private constant GY = 0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8;

    struct Point {
        uint256 x;
        uint256 y;
        uint256 z; // 0 is infinity
    }

    function publicKey(uint256 secret) internal view returns (uint256 x, uint256 y) {
        Point memory sum;
        for (uint256 bit = 1 << 255; bit != 0; bit >>= 1) {
            sum = double(sum);
            if (secret & bit != 0) sum = addGenerator(sum);
        }
        uint256 inverse = power(sum.z, P - 2);
        uint256 inverse2 = mulmod(inverse, inverse, P);
        return (mulmod(sum.x, inverse2, P), mulmod(sum.y, mulmod(inverse2, inverse, P), P));
    }

    /// @dev dbl-2009-l.
    function double(Point memory p) private pure returns (Point memory r) {
        if (p.z == 0) return p;
        uint256 b = mulmod(p.y, p.y, P);
        uint256 c = mulmod(b, b, P);
        uint256 d = mulmod(4, mulmod(p.x, b, P), P);
        uint256 e = mulmod(3, mulmod(p.x, p.x, P), P);
        r.x = sub(mulmod(e, e, P), addmod(d, d, P));
        r.y = sub(mulmod(e, sub(d, r.x), P), mulmod(8, c, P));
        r.z = mulmod(2, mulmod(p.y, p.z, P), P);
    }

    /// @dev p + G; p is never ±G here but for p = G, which only 2·G's last step could meet, and then it doubles.
    function addGenerator(Point memory p) private pure returns (Point memory r) {
        if (p.z == 0) return Point(GX, GY, 1);
        uint256 zz = mulmod(p.z, p.z, P);
        uint256 h = sub(mulmod(GX, zz, P), p.x);
        uint256 k = sub(mulmod(GY, mulmod(p.z, zz, P), P), p.y);
        if (h == 0) return k == 0 ? double(p) : r;
        uint256 hh = mulmod(h, h, P);
        uint256 hhh = mulmod(h, hh, P);
        uint256 v = mulmod(p.x, hh, P);
        r.x = sub(sub(mulmod(k, k, P), hhh), addmod(v, v, P));
        r.y = sub(mulmod(k, sub(v, r.x), P), mulmod(p.y, hhh, P));
        r.z = mulmod(p.z, h, P);
    }

    function sub(uint256 a, uint256 b) private pure returns (uint256) {
        return addmod(a, P - (b % P), P);
    }

    function power(uint256 base, uint256 exponent) private view returns (uint256) {
        (, bytes memory result) = address(5).staticcall(abi.encode(32, 32, 32, base, exponent, P));
        return uint256(bytes32(result));
    }
}
