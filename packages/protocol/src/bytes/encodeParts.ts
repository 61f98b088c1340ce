import { concatBytes, isBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { InvalidParameterError } from "../errors/BaseError.ts";

/** A part of a hashed or authenticated context: bytes, text, or an unsigned 64-bit number. */
export type Part = Uint8Array | string | number | bigint;

/**
 * Joins parts so that no two different lists of the same shape give the same bytes: bytes and UTF-8 text are
 * preceded by their length as uint32 big-endian, numbers are uint64 big-endian. The same encoding as in
 * `@tandem/frost`; neither package imports the other.
 *
 * Hex is not decoded: convert it with `hexToBytes` first, or it is hashed as text.
 *
 * @throws InvalidParameterError for a number outside 0 … 2^64 − 1, or an unsafe `number`.
 */
export function encodeParts(parts: readonly Part[]): Uint8Array {
  return concatBytes(...parts.map(encodePart));
}

function encodePart(part: Part): Uint8Array {
  if (typeof part === "string") return lengthPrefixed(utf8ToBytes(part));
  if (typeof part === "number" || typeof part === "bigint") return uint64(part);
  if (!isBytes(part)) throw new InvalidParameterError("parts", "bytes, text or unsigned numbers");
  return lengthPrefixed(part);
}

function lengthPrefixed(bytes: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(4);
  new DataView(prefix.buffer).setUint32(0, bytes.length);
  return concatBytes(prefix, bytes);
}

function uint64(value: number | bigint): Uint8Array {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new InvalidParameterError("parts", "safe integers where they are numbers");
  }
  const integer = BigInt(value);
  if (integer < 0n || integer >= 1n << 64n) throw new InvalidParameterError("parts", "numbers from 0 to 2^64 - 1");
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, integer);
  return bytes;
}
