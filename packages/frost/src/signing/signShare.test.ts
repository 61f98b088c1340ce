import { inspect } from "node:util";
import { numberToBytesBE } from "@noble/curves/utils.js";
import { concatBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, rngArbitrary } from "../../testing/arbitraries.ts";
import { deepTimeout, runs } from "../../testing/runs.ts";
import { seededRng } from "../../testing/seededRng.ts";
import { commitTogether, signTogether } from "../../testing/signTogether.ts";
import { Point } from "../curve.ts";
import {
  ForeignPackageError,
  InvalidCommitmentsError,
  NonceContextError,
  NonceUsedError,
  UnknownIdentifierError,
} from "../errors.ts";
import { dealKey } from "../keys/dealKey.ts";
import { toPublicKeyX } from "../keys/publicKeyPackage.ts";
import { peekState } from "../SecretState.ts";
import type { BySigner, SignerSet, SigningCommitments } from "../types.ts";
import { verify } from "../verify.ts";
import { type SignShareParameters, signShare } from "./signShare.ts";
import { verifyShare } from "./verifyShare.ts";

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
