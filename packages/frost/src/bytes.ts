import { isBytes } from "@noble/hashes/utils.js";
import { InvalidParameterError } from "./errors.ts";
import type { Rng } from "./types.ts";

/** Throws InvalidParameterError unless `value` is a Uint8Array of exactly `length` bytes. */
export function assertBytes(value: unknown, length: number, parameter: string): asserts value is Uint8Array {
  if (!isBytes(value) || value.length !== length) throw new InvalidParameterError(parameter, `${length} bytes`);
}

/** Whether two byte strings are equal. For public values: not constant-time. */
export function isEqualBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/**
 * Overwrites secrets with zeros. Best effort: a JavaScript engine may hold copies it made itself,
 * and the BigInts used inside the curve arithmetic cannot be erased.
 */
export function zeroize(...secrets: readonly (Uint8Array | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0);
}

/** Draws from `rng` and refuses a generator that returns anything but the bytes asked for. */
export function drawBytes(rng: Rng, bytesLength: number): Uint8Array {
  const bytes = rng(bytesLength);
  assertBytes(bytes, bytesLength, "rng(bytesLength)");
  return bytes;
}
