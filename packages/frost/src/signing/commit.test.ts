import { describe, expect, test } from "vitest";
import { seededRng } from "../../testing/seededRng.ts";
import { Fn, Point } from "../curve.ts";
import {
  EqualCommitmentsError,
  InvalidCommitmentsError,
  InvalidParameterError,
  UnknownIdentifierError,
} from "../errors.ts";
import { dealKey } from "../keys/dealKey.ts";
import { peekState } from "../SecretState.ts";
import type { SignerSet } from "../types.ts";
import { type CommitParameters, commit } from "./commit.ts";

const key = dealKey({ identifiers: [1, 2, 3], rng: seededRng("signing") });
const foreign = dealKey({ identifiers: [1, 2, 3], rng: seededRng("foreign") });
const { keyPackages } = key;
const digest = new Uint8Array(32).fill(0x5a);
const signers: SignerSet = [1, 3];

describe("commit", () => {
  const parameters: CommitParameters = {
    keyPackage: keyPackages[1],
    digest,
    signers,
    keyEpoch: 1,
    rng: (n) => new Uint8Array(n),
  };
  const hidingOf = (changes: Partial<CommitParameters>) =>
    String(commit({ ...parameters, ...changes }).commitments.hiding);

  test("behavior: S57: hiding and binding differ even with a generator that always gives the same bytes", () => {
    for (const fill of [0, 1, 0xff]) {
      const { commitments, nonces } = commit({ ...parameters, rng: (n) => new Uint8Array(n).fill(fill) });
      expect(commitments.hiding).not.toEqual(commitments.binding);
      const content = peekState(nonces)!;
      expect(content.hiding).not.toEqual(content.binding);
      expect(Point.BASE.multiply(Fn.fromBytes(content.hiding)).toBytes(true)).toEqual(commitments.hiding);
      expect(Point.BASE.multiply(Fn.fromBytes(content.binding)).toBytes(true)).toEqual(commitments.binding);
    }
  });

  test("behavior: S57: with a broken generator every part of the context still gives another nonce", () => {
    const peer = commit({ ...parameters, keyPackage: keyPackages[3] }).commitments;
    const swapped = { hiding: peer.binding, binding: peer.hiding };
    const variants: Partial<CommitParameters>[] = [
      {},
      { keyEpoch: 2 },
      { digest: digest.map((byte) => byte ^ 1) },
      { signers: [1, 2] },
      { keyPackage: keyPackages[3] },
      { keyPackage: foreign.keyPackages[1] },
      { peerCommitments: peer },
      { peerCommitments: swapped },
      { counter: 0 },
      { counter: 1 },
      { rng: (n) => new Uint8Array(n).fill(1) },
    ];
    expect(new Set(variants.map(hidingOf)).size).toBe(variants.length);
    expect(hidingOf({})).toBe(hidingOf({}));
  });

  test("behavior: default randomness gives new nonces for the same request", () => {
    const { rng: _, ...rest } = parameters;
    expect(String(commit(rest).commitments.hiding)).not.toBe(String(commit(rest).commitments.hiding));
  });

  test("behavior: the generator's bytes are erased", () => {
    const drawn: Uint8Array[] = [];
    commit({
      ...parameters,
      rng: (n) => {
        const bytes = new Uint8Array(n).fill(9);
        drawn.push(bytes);
        return bytes;
      },
    });
    expect(drawn.map((bytes) => bytes.length)).toEqual([32, 32]);
    expect(drawn.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
  });

  test("error: digest, signer set, epoch, counter, generator and peer commitments out of form", () => {
    const act = (changes: Record<string, unknown>) => () => commit({ ...parameters, ...changes } as CommitParameters);
    expect(act({ digest: new Uint8Array(31) })).toThrow(InvalidParameterError);
    expect(act({ digest: "0x" })).toThrow(InvalidParameterError);
    expect(act({ signers: [2, 3] })).toThrow(UnknownIdentifierError);
    expect(act({ signers: [3, 1] })).toThrow(UnknownIdentifierError);
    expect(act({ keyEpoch: -1 })).toThrow(InvalidParameterError);
    expect(act({ keyEpoch: 0.5 })).toThrow(InvalidParameterError);
    expect(act({ keyEpoch: undefined })).toThrow(InvalidParameterError);
    expect(act({ counter: -1 })).toThrow(InvalidParameterError);
    expect(act({ rng: () => new Uint8Array(31) })).toThrow(InvalidParameterError);
    expect(act({ peerCommitments: {} })).toThrow(InvalidCommitmentsError);
    const point = Point.BASE.toBytes(true);
    expect(act({ peerCommitments: { hiding: point, binding: point } })).toThrow(EqualCommitmentsError);
  });
});
