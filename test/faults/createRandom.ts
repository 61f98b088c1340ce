import { createHash } from "node:crypto";

/** A reproducible stream of choices: the same seed gives the same faults and payments. */
export type Random = {
  /** 0 ≤ value < 1 */
  next(): number;
  /** 0 ≤ value < max */
  int(max: number): number;
  isChance(probability: number): boolean;
  pick<value>(list: readonly value[]): value;
};

export function createRandom(seed: string): Random {
  let block = Buffer.alloc(0);
  let blocks = 0;
  let offset = 0;
  const next = () => {
    if (offset + 6 > block.length) {
      block = createHash("sha256").update(`${seed}/${blocks++}`).digest();
      offset = 0;
    }
    const value = block.readUIntBE(offset, 6) / 2 ** 48;
    offset += 6;
    return value;
  };
  const int = (max: number) => Math.floor(next() * max);
  return {
    next,
    int,
    isChance: (probability) => next() < probability,
    pick(list) {
      const value = list[int(list.length)];
      if (value === undefined) throw new Error("nothing to pick from");
      return value;
    },
  };
}
