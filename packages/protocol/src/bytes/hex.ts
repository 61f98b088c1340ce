import { hexToBytes as decodeHex, bytesToHex as encodeHex } from "@noble/hashes/utils.js";
import type { Hex } from "viem";
import { InvalidParameterError } from "../errors/BaseError.ts";

/** Bytes as `0x` and lowercase hex. */
export function bytesToHex(bytes: Uint8Array): Hex {
  return `0x${encodeHex(bytes)}`;
}

/**
 * The bytes behind `0x…`.
 *
 * @param length - Refuses any other number of bytes, when given.
 * @throws InvalidParameterError when `hex` is not `0x` and whole bytes, or not of that length. The value itself
 * is not repeated in the error: it may be a secret.
 */
export function hexToBytes(hex: Hex, length?: number): Uint8Array {
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(hex) || (length !== undefined && hex.length !== 2 + 2 * length)) {
    throw new InvalidParameterError("hex", length === undefined ? "0x and whole bytes" : `0x and ${length} bytes`);
  }
  return decodeHex(hex.slice(2));
}
