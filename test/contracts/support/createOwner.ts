import { secp256k1 } from "@noble/curves/secp256k1.js";
import { type Address, concat, type Hex, hexToBigInt, keccak256, numberToHex, slice, stringToHex } from "viem";

const tag = stringToHex("FROST-secp256k1-KECCAK256-EVM-v1");
const { BASE, Fn } = secp256k1.Point;

export type Owner = ReturnType<typeof createOwner>;

/** The address of a point: the last 20 bytes of keccak256(x ‖ y). */
function toPointAddress(point: typeof BASE): Address {
  return slice(keccak256(point.toBytes(false).slice(1)), 12);
}

/** The challenge e of the suite, from its specification alone. */
function toChallenge(px: Hex, parity: 0 | 1, digest: Hex, re: Address): bigint {
  return Fn.create(hexToBigInt(keccak256(concat([tag, px, numberToHex(parity, { size: 1 }), digest, re]))));
}

/** A whole key that signs like the threshold key of a real account: even y, the suite's 52 bytes. */
export function createOwner(seed: bigint) {
  const drawn = Fn.create(hexToBigInt(keccak256(numberToHex(seed, { size: 32 }))));
  const secretKey = (BASE.multiply(drawn).toAffine().y & 1n) === 0n ? drawn : Fn.neg(drawn);
  const publicKey = numberToHex(BASE.multiply(secretKey).toAffine().x, { size: 32 });

  function sign(digest: Hex): Hex {
    const nonce = Fn.create(hexToBigInt(keccak256(concat([numberToHex(secretKey, { size: 32 }), digest]))));
    const re = toPointAddress(BASE.multiply(nonce));
    const s = Fn.add(nonce, Fn.mul(toChallenge(publicKey, 0, digest, re), secretKey));
    return concat([numberToHex(s, { size: 32 }), re]);
  }

  /** The 64-byte form of a UserOperation's signature; seconds, 0 for no bound. */
  function signBounded(userOpHash: Hex, validAfter: number, validUntil: number): Hex {
    const bounds = concat([numberToHex(validAfter, { size: 6 }), numberToHex(validUntil, { size: 6 })]);
    return concat([sign(keccak256(concat([tag, userOpHash, bounds]))), bounds]);
  }

  return { secretKey, publicKey, sign, signBounded };
}
