import { mulAddUnsafe } from "@noble/curves/abstract/curve.js";
import { Fn, Point, parsePoint } from "../curve.ts";
import type { CurveEngine } from "./CurveEngine.ts";

/** The engine of @noble/curves: runs everywhere. Secret scalars are blinded and take constant time. */
export const nobleEngine: CurveEngine = {
  multiplyBase: (secret) => Point.BASE.multiply(Fn.fromBytes(secret)).toBytes(true),
  sumCommitments: (terms) => {
    const hidings = terms.map(({ hiding }) => Point.fromBytes(hiding));
    const bindings = terms.map(({ binding }) => Point.fromBytes(binding));
    const scaled = mulAddUnsafe(
      Point,
      bindings,
      terms.map(({ bindingFactor }) => Fn.fromBytes(bindingFactor)),
    );
    const sum = hidings.reduce((total, point) => total.add(point), scaled);
    sum.assertValidity();
    return sum.toBytes(false);
  },
  isPoint: (bytes) => parsePoint(bytes) !== undefined,
};
