import { numberToBytesBE } from "@noble/curves/utils.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flipOf } from "../../testing/arbitraries.ts";
import { deepTimeout, runs } from "../../testing/runs.ts";
import { seededRng } from "../../testing/seededRng.ts";
import { signTogether } from "../../testing/signTogether.ts";
import { order } from "../curve.ts";
import {
  EqualCommitmentsError,
  FrostError,
  InvalidCommitmentsError,
  InvalidParameterError,
  InvalidSignatureShareError,
  UnknownIdentifierError,
} from "../errors.ts";
import { dealKey } from "../keys/dealKey.ts";
import type { BySigner, SignerSet } from "../types.ts";
import { type AggregateParameters, aggregate } from "./aggregate.ts";

const key = dealKey({ identifiers: [1, 2, 3], rng: seededRng("signing") });
const foreign = dealKey({ identifiers: [1, 2, 3], rng: seededRng("foreign") });
const { publicKeyPackage } = key;
const digest = new Uint8Array(32).fill(0x5a);
const signers: SignerSet = [1, 3];

describe("aggregate", () => {
  const signed = signTogether({ ...key, signers, digest, rng: seededRng("aggregate") });
  const good: AggregateParameters = {
    publicKeyPackage,
    commitments: signed.commitments,
    digest,
    signers,
    shares: signed.shares,
  };
  const wrong = (identifiers: number[]) => expect.objectContaining({ name: "InvalidSignatureShareError", identifiers });

  test("behavior: gives the signature", () => {
    expect(aggregate(good)).toEqual(signed.signature);
  });

  test(
    "error: S60: a wrong share names its signer",
    () => {
      fc.assert(
        fc.property(fc.constantFrom(1, 3), flipOf(32), (liar, flip) => {
          const shares = { ...signed.shares, [liar]: flip(signed.shares[liar as 1 | 3]!) };
          expect(() => aggregate({ ...good, shares })).toThrow(wrong([liar]));
        }),
        runs(30),
      );
      const both = { 1: signed.shares[1]!.map((byte) => byte ^ 1), 3: signed.shares[1]! };
      expect(() => aggregate({ ...good, shares: both })).toThrow(wrong([1, 3]));
    },
    deepTimeout,
  );

  test("error: S60: malformed and missing shares name their signer", () => {
    const bad: unknown[] = [undefined, null, "x", new Uint8Array(31), new Uint8Array(32), numberToBytesBE(order, 32)];
    for (const share of bad) {
      const shares = { ...signed.shares, 3: share } as BySigner<Uint8Array>;
      expect(() => aggregate({ ...good, shares })).toThrow(wrong([3]));
    }
    expect(() => aggregate({ ...good, shares: {} })).toThrow(wrong([1, 3]));
  });

  test("error: S59: shares, signers or packages of others", () => {
    const extra = { ...signed.shares, 2: signed.shares[1]! };
    expect(() => aggregate({ ...good, shares: extra })).toThrow(UnknownIdentifierError);
    expect(() => aggregate({ ...good, signers: [3, 1] as unknown as SignerSet })).toThrow(UnknownIdentifierError);
    expect(() => aggregate({ ...good, shares: null as unknown as BySigner<Uint8Array> })).toThrow(
      UnknownIdentifierError,
    );
    expect(() => aggregate({ ...good, publicKeyPackage: foreign.publicKeyPackage })).toThrow(
      InvalidSignatureShareError,
    );
    const solo = dealKey({ identifiers: [2, 3], rng: seededRng("solo") });
    expect(() => aggregate({ ...good, publicKeyPackage: solo.publicKeyPackage })).toThrow(UnknownIdentifierError);
  });

  test("error: another digest, commitments out of form", () => {
    expect(() => aggregate({ ...good, digest: digest.map((byte) => byte ^ 1) })).toThrow(InvalidSignatureShareError);
    expect(() => aggregate({ ...good, digest: new Uint8Array(31) })).toThrow(InvalidParameterError);
    expect(() => aggregate({ ...good, commitments: {} })).toThrow(InvalidCommitmentsError);
    const same = { hiding: signed.commitments[3]!.hiding, binding: signed.commitments[3]!.hiding };
    expect(() => aggregate({ ...good, commitments: { ...good.commitments, 3: same } })).toThrow(EqualCommitmentsError);
  });

  test("error: whatever a peer can send, the error is a FrostError", () => {
    for (const name of ["commitments", "shares", "digest", "signers"]) {
      for (const value of [undefined, null, 1, "x", [], {}, new Uint8Array(1)]) {
        expect(() => aggregate({ ...good, [name]: value } as AggregateParameters)).toThrow(FrostError);
      }
    }
  });
});
