import { describe, expect, test } from "vitest";
import { seededRng } from "../../testing/seededRng.ts";
import { SessionStateError } from "../errors.ts";
import { dealKey } from "../keys/dealKey.ts";
import { createHedgedRng } from "./hedgedRng.ts";

const { keyPackages } = dealKey({ identifiers: [1, 3], rng: seededRng("hedge") });
const create = () =>
  createHedgedRng(
    { keyPackage: keyPackages[1], keyEpoch: 1, digest: new Uint8Array(32), signers: [1, 3] },
    (bytesLength) => new Uint8Array(bytesLength),
  );

describe("createHedgedRng", () => {
  test("behavior: S57: two draws differ with a generator that repeats itself, and are erased", () => {
    const { rng, erase } = create();
    const [hiding, binding] = [rng(32), rng(32)];
    expect(hiding).not.toEqual(binding);
    expect(create().rng(32)).toEqual(hiding);
    erase();
    expect([...hiding, ...binding].every((byte) => byte === 0)).toBe(true);
  });

  test("error: a third draw, or another length, is not what it is for", () => {
    const { rng } = create();
    rng(32);
    rng(32);
    expect(() => rng(32)).toThrow(SessionStateError);
    expect(() => create().rng(48)).toThrow(SessionStateError);
  });
});
