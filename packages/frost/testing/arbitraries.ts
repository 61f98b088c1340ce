import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { order } from "../src/curve.ts";
import type { Rng } from "../src/types.ts";
import { seededRng } from "./seededRng.ts";

export const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

/** Scalars 1 … n − 1, edges included. */
export const scalar = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(1n, 2n, order - 2n, order - 1n, (order - 1n) / 2n) },
  { weight: 9, arbitrary: fc.bigInt({ min: 1n, max: order - 1n }) },
);

/** A reproducible generator of a random seed. */
export const rngArbitrary: fc.Arbitrary<Rng> = bytesOf(16).map((seed) => seededRng(bytesToHex(seed)));

/** A bit position in `length` bytes, as a function that flips it in a copy. */
export const flipOf = (length: number) =>
  fc.nat({ max: length * 8 - 1 }).map((bit) => (bytes: Uint8Array) => {
    const copy = new Uint8Array(bytes);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return copy;
  });
