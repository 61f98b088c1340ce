import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { assertBytes } from "./bytes.ts";
import { suiteTag } from "./challenge.ts";
import { InvalidParameterError } from "./errors.ts";

/**
 * What is signed for a UserOperation with time bounds: keccak256(TAG ‖ userOpHash ‖ validAfter6 ‖ validUntil6).
 * The account's signature field is then 64 bytes: signature52 ‖ validAfter6 ‖ validUntil6.
 *
 * @param userOpHash - 32 bytes, from EntryPoint.getUserOpHash.
 * @param validAfter - Unix seconds, unsigned 48 bits.
 * @param validUntil - Unix seconds, unsigned 48 bits.
 */
export function timedDigest(userOpHash: Uint8Array, validAfter: number, validUntil: number): Uint8Array {
  assertBytes(userOpHash, 32, "userOpHash");
  return keccak_256(
    concatBytes(suiteTag(), userOpHash, uint48(validAfter, "validAfter"), uint48(validUntil, "validUntil")),
  );
}

function uint48(seconds: number, parameter: string): Uint8Array {
  if (!Number.isSafeInteger(seconds) || seconds < 0 || seconds >= 2 ** 48) {
    throw new InvalidParameterError(parameter, "Unix seconds of at most 48 bits");
  }
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seconds));
  return bytes.subarray(2);
}
