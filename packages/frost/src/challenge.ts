import { bytesToNumberBE } from "@noble/curves/utils.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { assertBytes } from "./bytes.ts";
import { type CurvePoint, Fn, order } from "./curve.ts";
import { InvalidParameterError, InvalidPublicKeyError } from "./errors.ts";

/** Name of the ciphersuite: 32 ASCII characters, so that it fills one EVM word. */
export const suiteName = "FROST-secp256k1-KECCAK256-EVM-v1";

/** TAG: `suiteName` as bytes, the domain separator of every hash of this suite. */
export function suiteTag(): Uint8Array {
  return utf8ToBytes(suiteName);
}

/**
 * Re: the Ethereum address of a point, last 20 bytes of keccak256(x32 ‖ y32).
 * The identity has no address: its affine form (0, 0) would hash to a fixed, forgeable value.
 */
export function toAddressBytes(point: CurvePoint): Uint8Array {
  if (point.is0()) throw new InvalidParameterError("point", "a point other than the identity");
  return keccak_256(point.toBytes(false).subarray(1)).slice(12);
}

/** The 117 bytes under the challenge hash: TAG32 ‖ P.x32 ‖ parity(P.y)1 ‖ m32 ‖ Re20. */
export function challengePreimage(publicKey: CurvePoint, digest: Uint8Array, re: Uint8Array): Uint8Array {
  assertBytes(digest, 32, "digest");
  assertBytes(re, 20, "re");
  const compressed = publicKey.toBytes(true);
  const parity = compressed[0] === 0x03 ? 1 : 0;
  return concatBytes(suiteTag(), compressed.subarray(1), Uint8Array.of(parity), digest, re);
}

/**
 * e = keccak256(preimage) mod n.
 * @throws InvalidPublicKeyError when P.x ≥ n (ecrecover could not verify it), InvalidParameterError when e = 0.
 */
export function challengeScalar(publicKey: CurvePoint, digest: Uint8Array, re: Uint8Array): bigint {
  if (publicKey.is0()) throw new InvalidPublicKeyError("it is the identity");
  if (publicKey.x >= order) throw new InvalidPublicKeyError("its x is not below the group order");
  const challenge = Fn.create(bytesToNumberBE(keccak_256(challengePreimage(publicKey, digest, re))));
  if (challenge === 0n) throw new InvalidParameterError("digest", "one whose challenge is not 0");
  return challenge;
}
