import { bytesToNumberBE } from "@noble/curves/utils.js";
import { concatBytes, isBytes } from "@noble/hashes/utils.js";
import { isEqualBytes } from "./bytes.ts";
import { challengeScalar, toAddressBytes } from "./challenge.ts";
import { Fn, order, Point, parsePoint } from "./curve.ts";

export type VerifyParameters = {
  /** Group key: 33-byte compressed, or 32-byte x coordinate of the point with even y. */
  readonly publicKey: Uint8Array;
  /** The 32 bytes that were signed. */
  readonly digest: Uint8Array;
  /** 52 bytes, s32 ‖ Re20. */
  readonly signature: Uint8Array;
};

/**
 * Whether a signature is valid: 0 < s < n, Re ≠ 0, e ≠ 0, P.x < n and address(s·G − e·P) = Re.
 * Agrees with the on-chain verifier on every input. Returns false, never throws, on anything malformed.
 */
export function verify(parameters: VerifyParameters): boolean {
  try {
    return isValid(parameters);
  } catch {
    return false;
  }
}

function isValid({ publicKey, digest, signature }: VerifyParameters): boolean {
  if (!isBytes(publicKey) || !isBytes(digest) || !isBytes(signature)) return false;
  if (digest.length !== 32 || signature.length !== 52) return false;

  const s = bytesToNumberBE(signature.subarray(0, 32));
  const re = signature.subarray(32);
  if (s === 0n || s >= order || re.every((byte) => byte === 0)) return false;

  const point = parsePoint(publicKey.length === 32 ? concatBytes(Uint8Array.of(0x02), publicKey) : publicKey);
  if (point === undefined) return false;

  // Only public values here, so variable-time multiplication is safe.
  const e = challengeScalar(point, digest, re);
  const commitment = Point.BASE.mulAddUnsafe(s, point, Fn.neg(e));
  return !commitment.is0() && isEqualBytes(toAddressBytes(commitment), re);
}
