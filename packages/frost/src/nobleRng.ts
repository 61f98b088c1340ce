import type { RNG } from "@noble/curves/abstract/frost.js";
import { drawBytes } from "./bytes.ts";
import type { Rng } from "./types.ts";

/** Our generator as noble calls it, with the length of every answer checked. */
export function toNobleRng(rng: Rng): RNG {
  // noble wants its own byte brand, which a plain Uint8Array has at run time.
  return ((bytesLength = 32) => drawBytes(rng, bytesLength)) as RNG;
}
