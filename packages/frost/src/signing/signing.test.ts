import { inspect } from "node:util";
import { numberToBytesBE } from "@noble/curves/utils.js";
import { concatBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, flipOf, rngArbitrary } from "../../testing/arbitraries.ts";
import { deepTimeout, runs } from "../../testing/runs.ts";
import { seededRng } from "../../testing/seededRng.ts";
import { commitTogether, signTogether } from "../../testing/signTogether.ts";
import { Fn, order, Point } from "../curve.ts";
import {
  EqualCommitmentsError,
  ForeignPackageError,
  FrostError,
  InvalidCommitmentsError,
  InvalidParameterError,
  InvalidSignatureShareError,
  NonceContextError,
  NonceUsedError,
  UnknownIdentifierError,
} from "../errors.ts";
import { dealKey } from "../keys/dealKey.ts";
import { toPublicKeyX } from "../keys/publicKeyPackage.ts";
import { peekState } from "../SecretState.ts";
import type { BySigner, SignerSet, SigningCommitments } from "../types.ts";
import { verify } from "../verify.ts";
import { type AggregateParameters, aggregate } from "./aggregate.ts";
import { type CommitParameters, commit } from "./commit.ts";
import { type SignShareParameters, signShare } from "./signShare.ts";
import { type VerifyShareParameters, verifyShare } from "./verifyShare.ts";

const key = dealKey({ identifiers: [1, 2, 3], rng: seededRng("signing") });
const foreign = dealKey({ identifiers: [1, 2, 3], rng: seededRng("foreign") });
const { keyPackages, publicKeyPackage } = key;
const digest = new Uint8Array(32).fill(0x5a);
const signers: SignerSet = [1, 3];
const signerSet = fc.constantFrom<SignerSet>([1, 2], [1, 3], [2, 3]);

/** The server's side of one signature, everything in order. */
function prepare(seed = "prepare"): SignShareParameters {
  const { commitments, nonces } = commitTogether({ ...key, signers, digest, rng: seededRng(seed) });
  return { keyPackage: keyPackages[1], publicKeyPackage, nonces: nonces[1]!, digest, signers, commitments };
}
const replacePeer = (parameters: SignShareParameters, peer: unknown) => ({
  ...parameters,
  commitments: { ...parameters.commitments, 3: peer } as BySigner<SigningCommitments>,
});

describe("signShare", () => {
  test(
    "behavior: any two shares of any key sign any digest; each share verifies; the sum is a valid signature",
    () => {
      const rng = seededRng("keys of the property");
      const keys = Array.from({ length: 8 }, () => dealKey({ identifiers: [1, 2, 3], rng }));
      fc.assert(
        fc.property(fc.constantFrom(...keys), signerSet, bytesOf(32), rngArbitrary, (any, set, message, random) => {
          const result = signTogether({ ...any, signers: set, digest: message, rng: random });
          expect(result.signature).toHaveLength(52);
          const publicKey = toPublicKeyX(any.publicKeyPackage);
          expect(verify({ publicKey, digest: message, signature: result.signature })).toBe(true);
          for (const identifier of set) {
            const share = result.shares[identifier]!;
            const rest = { publicKeyPackage: any.publicKeyPackage, commitments: result.commitments, signers: set };
            expect(verifyShare({ ...rest, digest: message, identifier, share })).toBe(true);
          }
        }),
        runs(100),
      );
    },
    deepTimeout,
  );

  test("error: S57: a second use, whatever came of the first", () => {
    const good = prepare();
    expect(signShare(good)).toHaveLength(32);
    expect(() => signShare(good)).toThrow(NonceUsedError);

    const failing = prepare();
    expect(() => signShare({ ...failing, publicKeyPackage: foreign.publicKeyPackage })).toThrow(ForeignPackageError);
    expect(() => signShare(failing)).toThrow(NonceUsedError);

    const discarded = prepare();
    discarded.nonces.discard();
    expect(() => signShare(discarded)).toThrow(NonceUsedError);
  });

  test("behavior: S57: the nonce bytes are zero after use, after failure and after discard", () => {
    const uses = [
      (parameters: SignShareParameters) => signShare(parameters),
      (parameters: SignShareParameters) => signShare({ ...parameters, digest: new Uint8Array(3) }),
      (parameters: SignShareParameters) => parameters.nonces.discard(),
    ];
    for (const use of uses) {
      const parameters = prepare();
      const { hiding, binding } = peekState(parameters.nonces)!;
      expect(hiding.some((byte) => byte !== 0) && binding.some((byte) => byte !== 0)).toBe(true);
      try {
        use(parameters);
      } catch {
        // The second one fails on purpose.
      }
      expect([...hiding, ...binding].every((byte) => byte === 0)).toBe(true);
    }
  });

  test("error: S57: copies, serialised forms and anything else are no nonces", () => {
    const parameters = prepare();
    const copies: unknown[] = [
      JSON.parse(JSON.stringify(parameters.nonces)),
      { ...parameters.nonces },
      structuredClone({ ...parameters.nonces }),
      undefined,
      null,
      {},
    ];
    for (const nonces of copies) {
      expect(() => signShare({ ...parameters, nonces: nonces as typeof parameters.nonces })).toThrow(NonceUsedError);
    }
    expect(signShare(parameters)).toHaveLength(32);
  });

  test("error: S57: nonces sign only what they were committed for", () => {
    const otherDigest = digest.map((byte) => byte ^ 1);
    expect(() => signShare({ ...prepare(), digest: otherDigest })).toThrow(NonceContextError);
    expect(() => signShare({ ...prepare(), signers: [1, 2] })).toThrow(NonceContextError);
    expect(() => signShare({ ...prepare(), keyPackage: keyPackages[3] })).toThrow(NonceContextError);
    const swapped = { keyPackage: foreign.keyPackages[1], publicKeyPackage: foreign.publicKeyPackage };
    expect(() => signShare({ ...prepare(), ...swapped })).toThrow(NonceContextError);
  });

  test("error: S58: a public package of another key epoch with the same group key", () => {
    // A refresh keeps C0 and replaces C1.
    const [c0, c1] = publicKeyPackage.commitments;
    const moved = Point.fromBytes(c1).add(Point.BASE);
    const shift = (identifier: 1 | 2 | 3) =>
      Point.fromBytes(publicKeyPackage.verifyingShares[identifier]!)
        .add(Point.BASE.multiply(BigInt(identifier)))
        .toBytes(true);
    const nextEpoch = {
      commitments: [c0, moved.toBytes(true)] as const,
      verifyingShares: { 1: shift(1), 2: shift(2), 3: shift(3) },
    };
    expect(() => signShare({ ...prepare(), publicKeyPackage: nextEpoch })).toThrow(ForeignPackageError);
  });

  test("behavior: S58: a share of the old epoch does not verify under the new one", () => {
    const parameters = prepare();
    const share = signShare(parameters);
    const rest = { commitments: parameters.commitments, signers, digest, identifier: 1 as const, share };
    expect(verifyShare({ ...rest, publicKeyPackage })).toBe(true);
    expect(verifyShare({ ...rest, publicKeyPackage: foreign.publicKeyPackage })).toBe(false);
  });

  test("error: S59: unknown identifiers and foreign public packages", () => {
    const parameters = prepare();
    const extra = { ...parameters.commitments, 4: parameters.commitments[3] } as BySigner<SigningCommitments>;
    expect(() => signShare({ ...parameters, commitments: extra })).toThrow(UnknownIdentifierError);
    const third = { ...prepare().commitments, 2: parameters.commitments[3]! };
    expect(() => signShare({ ...prepare(), commitments: third })).toThrow(UnknownIdentifierError);
    for (const set of [[3, 1], [1, 1], [1], [1, 2, 3], [0, 1], [1, 4], ["1", "3"], "13", undefined, null]) {
      expect(() => signShare({ ...prepare(), signers: set as unknown as SignerSet })).toThrow(UnknownIdentifierError);
    }
    const { 1: first, 2: second } = publicKeyPackage.verifyingShares;
    const without3 = { ...publicKeyPackage, verifyingShares: { 1: first!, 2: second! } };
    expect(() => signShare({ ...prepare(), publicKeyPackage: without3 })).toThrow(UnknownIdentifierError);
    expect(() => signShare({ ...prepare(), publicKeyPackage: foreign.publicKeyPackage })).toThrow(ForeignPackageError);
  });

  test("error: S57: a peer whose hiding and binding commitments are equal", () => {
    const { hiding } = prepare().commitments[3]!;
    const act = () => signShare(replacePeer(prepare(), { hiding, binding: hiding.slice() }));
    expect(act).toThrow(expect.objectContaining({ name: "EqualCommitmentsError", identifier: 3 }));
  });

  test("error: commitments that are missing, malformed, the identity or off the curve name their owner", () => {
    const { hiding, binding } = prepare().commitments[3]!;
    const offCurve = concatBytes(Uint8Array.of(2), numberToBytesBE(5n, 32));
    const identity = Uint8Array.of(0);
    const outOfField = concatBytes(Uint8Array.of(2), new Uint8Array(32).fill(0xff));
    const bad = [offCurve, identity, new Uint8Array(33), outOfField, Point.BASE.toBytes(false), hiding.slice(1), "x"];
    const peers: unknown[] = [
      ...bad.map((point) => ({ hiding: point, binding })),
      ...bad.map((point) => ({ hiding, binding: point })),
      {},
      undefined,
      null,
      "x",
    ];
    for (const peer of peers) {
      const act = () => signShare(replacePeer(prepare(), peer));
      expect(act).toThrow(expect.objectContaining({ name: "InvalidCommitmentsError", identifier: 3 }));
    }
  });

  test("error: own commitments that are not those of the nonces", () => {
    const others = prepare("others").commitments[1]!;
    const parameters = prepare();
    const swapped = { ...parameters.commitments, 1: others };
    expect(() => signShare({ ...parameters, commitments: swapped })).toThrow(InvalidCommitmentsError);
    const again = prepare();
    const { hiding, binding } = again.commitments[1]!;
    const reversed = { ...again.commitments, 1: { hiding: binding, binding: hiding } };
    expect(() => signShare({ ...again, commitments: reversed })).toThrow(InvalidCommitmentsError);
  });

  test("error: no message shows a share or a nonce", () => {
    const secret = keyPackages[1].signingShare;
    const act = () => signShare({ ...prepare(), keyPackage: { ...keyPackages[1], signingShare: secret.slice(1) } });
    const messages: string[] = [];
    try {
      act();
    } catch (error) {
      messages.push(inspect(error, { depth: 10 }));
    }
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain("KeyPackageError");
    expect(messages[0]).not.toContain(Buffer.from(secret.slice(1)).toString("hex"));
    expect(messages[0]).not.toContain(secret.slice(1, 5).join(","));
  });
});

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

describe("verifyShare", () => {
  const signed = signTogether({ ...key, signers, digest, rng: seededRng("verifyShare") });
  const good: VerifyShareParameters = {
    publicKeyPackage,
    commitments: signed.commitments,
    signers,
    digest,
    identifier: 1,
    share: signed.shares[1]!,
  };

  test(
    "behavior: refuses a share with any bit flipped, of another digest or of the other signer",
    () => {
      expect(verifyShare(good)).toBe(true);
      fc.assert(
        fc.property(flipOf(32), (flip) => !verifyShare({ ...good, share: flip(good.share) })),
        runs(60),
      );
      expect(verifyShare({ ...good, digest: digest.map((byte) => byte ^ 1) })).toBe(false);
      expect(verifyShare({ ...good, identifier: 3 })).toBe(false);
      expect(verifyShare({ ...good, identifier: 2 })).toBe(false);
      expect(verifyShare({ ...good, share: signed.shares[3]! })).toBe(false);
    },
    deepTimeout,
  );

  test(
    "error: never throws, whatever the values are",
    () => {
      const anything = fc.oneof(fc.anything({ withBigInt: true, withTypedArray: true }), bytesOf(32), bytesOf(33));
      const names = fc.constantFrom(...(Object.keys(good) as (keyof VerifyShareParameters)[]));
      fc.assert(
        fc.property(names, anything, (name, value) => {
          expect(verifyShare({ ...good, [name]: value } as VerifyShareParameters)).toBe(false);
          expect(verifyShare(value as VerifyShareParameters)).toBe(false);
        }),
        runs(200),
      );
      for (const value of [0n, order, 2n ** 256n - 1n]) {
        expect(verifyShare({ ...good, share: numberToBytesBE(value, 32) })).toBe(false);
      }
    },
    deepTimeout,
  );
});

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
