import { type CurveEngine, nobleEngine } from "@tandem/frost";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadNativeEngine } from "./nativeEngine.ts";

// SEC 2, section 2.4.1.
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const toBytes = (scalar: bigint) => new Uint8Array(Buffer.from(scalar.toString(16).padStart(64, "0"), "hex"));

const scalar = fc
  .oneof(
    { weight: 1, arbitrary: fc.constantFrom(1n, 2n, 3n, order - 2n, order - 1n, (order - 1n) / 2n, 1n << 128n) },
    { weight: 6, arbitrary: fc.bigInt({ min: 1n, max: order - 1n }) },
  )
  .map(toBytes);
const point = scalar.map((secret) => nobleEngine.multiplyBase(secret));
const term = fc.record({ hiding: point, binding: point, bindingFactor: scalar });

function outcome<value>(act: () => value): value | "refused" {
  try {
    return act();
  } catch {
    return "refused";
  }
}

const native = loadNativeEngine() as CurveEngine;

// The package brings no library for other platforms; the co-signer then stays with noble.
describe.skipIf(native === undefined)("loadNativeEngine", () => {
  it("behavior: S57: gives noble's bytes for secret multiples of G", () => {
    fc.assert(
      fc.property(scalar, (secret) => {
        expect(native.multiplyBase(secret)).toEqual(nobleEngine.multiplyBase(secret));
      }),
      { numRuns: 200 },
    );
  });

  it("behavior: gives noble's bytes for sums of commitments, and refuses what noble refuses", () => {
    const negate = (bytes: Uint8Array) => bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte));
    const terms = fc.oneof(
      { weight: 8, arbitrary: fc.tuple(term, term) },
      // The same point twice, and sums that end in the identity.
      { weight: 1, arbitrary: term.map((one) => [one, one] as const) },
      { weight: 1, arbitrary: term.map((one) => [one, { ...one, hiding: negate(one.hiding) }] as const) },
      {
        weight: 1,
        arbitrary: term.map(
          (one) => [one, { ...one, hiding: negate(one.hiding), binding: negate(one.binding) }] as const,
        ),
      },
    );
    fc.assert(
      fc.property(terms, (both) => {
        expect(outcome(() => native.sumCommitments(both))).toEqual(outcome(() => nobleEngine.sumCommitments(both)));
      }),
      { numRuns: 150 },
    );
  });

  it("behavior: knows the points noble knows", () => {
    const bytes = fc.oneof(
      point,
      fc.uint8Array({ minLength: 33, maxLength: 33 }),
      fc.uint8Array({ minLength: 33, maxLength: 33 }).map((raw) => raw.with(0, 2 + ((raw[0] ?? 0) & 1))),
      fc.uint8Array({ maxLength: 70 }),
      point.map((valid) => valid.with(0, 4)),
    );
    fc.assert(
      fc.property(bytes, (candidate) => {
        expect(native.isPoint(candidate)).toBe(nobleEngine.isPoint(candidate));
      }),
      { numRuns: 400 },
    );
  });

  it("error: scalars out of range", () => {
    for (const bad of [toBytes(0n), toBytes(order), new Uint8Array(32).fill(0xff)]) {
      expect(() => native.multiplyBase(bad)).toThrow();
    }
  });
});
