import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, rngArbitrary } from "../../testing/arbitraries.ts";
import { runs } from "../../testing/runs.ts";
import { seededRng } from "../../testing/seededRng.ts";
import { Fn, Point } from "../curve.ts";
import {
  EqualCommitmentsError,
  ForeignPackageError,
  InvalidCommitmentsError,
  InvalidParameterError,
  KeyPackageError,
  UnknownIdentifierError,
} from "../errors.ts";
import { dealKey } from "../keys/dealKey.ts";
import type { Identifier, SignerSet } from "../types.ts";
import { verify } from "../verify.ts";
import { aggregate } from "./aggregate.ts";
import { commit } from "./commit.ts";
import { type CommitAndSignParameters, commitAndSign } from "./commitAndSign.ts";
import { signShare } from "./signShare.ts";

const key = dealKey({ identifiers: [1, 2, 3], rng: seededRng("signing") });
const foreign = dealKey({ identifiers: [1, 2, 3], rng: seededRng("foreign") });
const { keyPackages, publicKeyPackage } = key;
const digest = new Uint8Array(32).fill(0x5a);
const signerSets: readonly SignerSet[] = [
  [1, 2],
  [1, 3],
  [2, 3],
];

function copying(seed: string) {
  return () => seededRng(seed);
}

describe("commitAndSign", () => {
  const peerCommitments = commit({
    keyPackage: keyPackages[3],
    digest,
    signers: [1, 3],
    keyEpoch: 1,
    rng: seededRng("peer"),
  }).commitments;
  const parameters: CommitAndSignParameters = {
    keyPackage: keyPackages[1],
    publicKeyPackage,
    digest,
    signers: [1, 3],
    keyEpoch: 1,
    peerCommitments,
    rng: seededRng("own"),
  };

  test("behavior: S57: gives the very bytes that commit and noble's signShare give", () => {
    fc.assert(
      fc.property(
        bytesOf(32),
        fc.constantFrom(...signerSets),
        fc.boolean(),
        fc.nat({ max: 1_000_000 }),
        fc.string({ minLength: 1 }),
        rngArbitrary,
        (digest, signers, isFirst, keyEpoch, seed, peerRng) => {
          const [own, peer] = isFirst ? signers : ([signers[1], signers[0]] as const);
          const context = { digest, signers, keyEpoch };
          const peerSide = commit({ ...context, keyPackage: keyPackages[peer as Identifier], rng: peerRng });
          const keyPackage = keyPackages[own as Identifier];
          const createRng = copying(seed);
          const inOne = commitAndSign({
            ...context,
            keyPackage,
            publicKeyPackage,
            peerCommitments: peerSide.commitments,
            rng: createRng(),
          });
          const { nonces, commitments } = commit({
            ...context,
            keyPackage,
            peerCommitments: peerSide.commitments,
            rng: createRng(),
          });
          const all = { [own]: commitments, [peer]: peerSide.commitments };
          const share = signShare({
            keyPackage,
            publicKeyPackage,
            nonces,
            digest,
            signers,
            commitments: all,
          });
          expect(inOne).toEqual({ commitments, share });
        },
      ),
      runs(25),
    );
  });

  test("behavior: the share completes a signature with the peer's", () => {
    const device = commit({ keyPackage: keyPackages[3], digest, signers: [1, 3], keyEpoch: 1 });
    const server = commitAndSign({ ...parameters, peerCommitments: device.commitments });
    const commitments = { 1: server.commitments, 3: device.commitments };
    const signers: SignerSet = [1, 3];
    const share = signShare({
      keyPackage: keyPackages[3],
      publicKeyPackage,
      nonces: device.nonces,
      digest,
      signers,
      commitments,
    });
    const shares = { 1: server.share, 3: share };
    const signature = aggregate({ publicKeyPackage, commitments, digest, signers, shares });
    expect(verify({ publicKey: publicKeyPackage.commitments[0].slice(1), digest, signature })).toBe(true);
  });

  test("behavior: S57: a generator that repeats itself still gives other nonces for other requests, and D ≠ E", () => {
    const rng = (length: number) => new Uint8Array(length);
    const variants: Partial<CommitAndSignParameters>[] = [
      {},
      { keyEpoch: 2 },
      { digest: digest.map((byte) => byte ^ 1) },
      { peerCommitments: { hiding: peerCommitments.binding, binding: peerCommitments.hiding } },
      { rng: (length) => new Uint8Array(length).fill(1) },
    ];
    const points = variants.flatMap((changes) => {
      const { commitments } = commitAndSign({ ...parameters, rng, ...changes });
      return [String(commitments.hiding), String(commitments.binding)];
    });
    expect(new Set(points).size).toBe(points.length);
  });

  test("error: foreign package, unknown signer, bad peer commitments, bad share", () => {
    const act = (changes: Record<string, unknown>) => () =>
      commitAndSign({ ...parameters, ...changes } as CommitAndSignParameters);
    const point = Point.BASE.toBytes(true);
    expect(act({ digest: new Uint8Array(31) })).toThrow(InvalidParameterError);
    expect(act({ signers: [2, 3] })).toThrow(UnknownIdentifierError);
    expect(act({ signers: [3, 1] })).toThrow(UnknownIdentifierError);
    expect(act({ publicKeyPackage: foreign.publicKeyPackage })).toThrow(ForeignPackageError);
    expect(act({ peerCommitments: { hiding: point, binding: point } })).toThrow(EqualCommitmentsError);
    expect(act({ peerCommitments: { hiding: point, binding: new Uint8Array(33) } })).toThrow(InvalidCommitmentsError);
    const offCurve = new Uint8Array(33).fill(0xff).fill(2, 0, 1);
    expect(act({ peerCommitments: { hiding: offCurve, binding: point } })).toThrow(InvalidCommitmentsError);
    for (const fill of [0, 0xff]) {
      const keyPackage = { ...keyPackages[1], signingShare: new Uint8Array(32).fill(fill) };
      expect(act({ keyPackage })).toThrow(KeyPackageError);
    }
  });

  test("behavior: nonces and the generator's bytes are erased, also when the engine fails", () => {
    const held: Uint8Array[] = [];
    const rng = (length: number) => {
      const bytes = new Uint8Array(length).fill(7);
      held.push(bytes);
      return bytes;
    };
    const engine = {
      multiplyBase: (secret: Uint8Array) => {
        held.push(secret);
        return Point.BASE.multiply(Fn.fromBytes(secret)).toBytes(true);
      },
      sumCommitments: () => {
        throw new Error("no");
      },
      isPoint: () => true,
    };
    expect(() => commitAndSign({ ...parameters, rng, engine })).toThrow(InvalidCommitmentsError);
    expect(held.length).toBe(4);
    expect(held.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
  });
});
