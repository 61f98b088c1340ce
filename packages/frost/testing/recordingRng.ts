import type { Rng } from "../src/types.ts";
import { seededRng } from "./seededRng.ts";

/** A seeded generator that keeps a copy of everything it gave. */
export function recordingRng(seed: string): { readonly rng: Rng; readonly drawn: Uint8Array[] } {
  const source = seededRng(seed);
  const drawn: Uint8Array[] = [];
  const rng: Rng = (bytesLength) => {
    const bytes = source(bytesLength);
    drawn.push(bytes.slice());
    return bytes;
  };
  return { rng, drawn };
}
