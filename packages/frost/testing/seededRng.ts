import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Rng } from "../src/types.ts";

/** A deterministic generator for vectors and tests: SHA-256(seed ‖ counter32) blocks. Never for real keys. */
export function seededRng(seed: string): Rng {
  let counter = 0;
  return (bytesLength) => {
    const blocks: Uint8Array[] = [];
    for (let length = 0; length < bytesLength; length += 32) {
      const suffix = new Uint8Array(4);
      new DataView(suffix.buffer).setUint32(0, counter++);
      blocks.push(sha256(concatBytes(utf8ToBytes(seed), suffix)));
    }
    return concatBytes(...blocks).slice(0, bytesLength);
  };
}
