import { secp256k1_hasher } from "@noble/curves/secp256k1.js";
import { numberToBytesBE } from "@noble/curves/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { challengeScalar, suiteName, toAddressBytes } from "../src/challenge.ts";
import { Fn, Point } from "../src/curve.ts";
import type { Identifier, SignerSet, SigningCommitments } from "../src/types.ts";

/** Hashes to scalars of the suite, written out from the specification. */
export const hashToScalar = (name: "rho" | "nonce" | "dkg" | "id") => (message: Uint8Array) =>
  secp256k1_hasher.hashToScalar(message, { DST: utf8ToBytes(suiteName + name) });

/** Hashes to bytes of the suite, written out from the specification. */
export const hashToBytes = (name: "msg" | "com") => (message: Uint8Array) =>
  sha256(concatBytes(utf8ToBytes(suiteName + name), message));

export const H1 = hashToScalar("rho");
export const H3 = hashToScalar("nonce");
export const HDKG = hashToScalar("dkg");
export const H4 = hashToBytes("msg");
export const H5 = hashToBytes("com");

const word = (value: number) => numberToBytesBE(value, 32);

export type ReferenceParameters = {
  readonly publicKey: Uint8Array;
  readonly digest: Uint8Array;
  readonly signers: SignerSet;
  readonly commitments: Readonly<Record<number, SigningCommitments>>;
};

/**
 * RFC 9591 sections 4.3 to 4.6 and 5.2 step by step, without the engine that the product uses. It has no checks and
 * no care for secrets: it exists to give test vectors their intermediate values and to be compared with.
 */
export function referenceSigning({ publicKey, digest, signers, commitments }: ReferenceParameters) {
  const pairs = signers.map((identifier) => {
    const pair = commitments[identifier];
    if (pair === undefined) throw new RangeError("no commitments");
    return { identifier, ...pair };
  });
  const encodedList = concatBytes(
    ...pairs.flatMap(({ identifier, hiding, binding }) => [word(identifier), hiding, binding]),
  );
  const rhoPrefix = concatBytes(publicKey, H4(digest), H5(encodedList));
  const bindingFactors = new Map(
    signers.map((identifier) => [identifier as Identifier, H1(concatBytes(rhoPrefix, word(identifier)))]),
  );
  const groupCommitment = pairs.reduce((sum, { identifier, hiding, binding }) => {
    const factor = bindingFactors.get(identifier) ?? 0n;
    return sum.add(Point.fromBytes(hiding)).add(Point.fromBytes(binding).multiply(factor));
  }, Point.ZERO);
  const re = toAddressBytes(groupCommitment);
  const challenge = challengeScalar(Point.fromBytes(publicKey), digest, re);
  const lambda = (identifier: Identifier) => {
    const other = BigInt(signers.find((signer) => signer !== identifier) ?? 0);
    return Fn.div(other, Fn.sub(other, BigInt(identifier)));
  };
  const share = (identifier: Identifier, signingShare: bigint, hiding: bigint, binding: bigint) => {
    const factor = bindingFactors.get(identifier) ?? 0n;
    const ownPart = Fn.mul(Fn.mul(lambda(identifier), signingShare), challenge);
    return Fn.add(Fn.add(hiding, Fn.mul(binding, factor)), ownPart);
  };
  return { rhoPrefix, bindingFactors, groupCommitment, re, challenge, lambda, share };
}
