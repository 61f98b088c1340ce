import { secp256k1_hasher } from "@noble/curves/secp256k1.js";
import { bytesToNumberBE } from "@noble/curves/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { assertBytes, isEqualBytes, zeroize } from "../bytes.ts";
import { suiteName, suiteTag } from "../challenge.ts";
import { Fn, parseScalar } from "../curve.ts";
import type { CommitmentTerm, CurveEngine } from "../engine/CurveEngine.ts";
import { nobleEngine } from "../engine/nobleEngine.ts";
import {
  EqualCommitmentsError,
  InvalidCommitmentsError,
  InvalidParameterError,
  KeyPackageError,
  UnknownIdentifierError,
} from "../errors.ts";
import { assertSignerSet } from "../keys/identifiers.ts";
import type { Identifier, KeyPackage, PublicKeyPackage, Rng, SignerSet, SigningCommitments } from "../types.ts";
import { assertCommitments } from "./commitments.ts";
import { createHedgedRng } from "./hedgedRng.ts";
import { assertOwnPackage } from "./signShare.ts";

export type CommitAndSignParameters = {
  readonly keyPackage: KeyPackage;
  /** The public package stored beside the share; never one that a peer sent. */
  readonly publicKeyPackage: PublicKeyPackage;
  readonly digest: Uint8Array;
  readonly signers: SignerSet;
  /** Version of the shares. */
  readonly keyEpoch: number;
  /** The other signer has committed already: that is what lets this one answer in one step. */
  readonly peerCommitments: SigningCommitments;
  readonly rng?: Rng;
  /** Default: noble's. */
  readonly engine?: CurveEngine;
};

export type CommitAndSignReturnType = {
  readonly commitments: SigningCommitments;
  /** 32-byte scalar. */
  readonly share: Uint8Array;
};

/**
 * `commit` and `signShare` in one step, for the signer who answers last: the nonces never leave this call, and no
 * object ever holds them. Draws from `rng` as `commit` does and gives the very bytes the two calls give, with half of
 * their curve arithmetic (nothing has to be checked against nonces that came from outside) and on an engine of choice.
 *
 * @throws UnknownIdentifierError, InvalidParameterError, InvalidCommitmentsError, EqualCommitmentsError,
 *   ForeignPackageError, KeyPackageError
 */
export function commitAndSign(parameters: CommitAndSignParameters): CommitAndSignReturnType {
  const { keyPackage, digest, signers, peerCommitments, engine = nobleEngine, rng = randomBytes } = parameters;
  const { identifier } = keyPackage;
  assertBytes(digest, 32, "digest");
  assertSignerSet(signers);
  const peer = signers.find((signer) => signer !== identifier);
  if (peer === undefined || !signers.some((signer) => signer === identifier)) {
    throw new UnknownIdentifierError("signer set");
  }
  assertOwnPackage(keyPackage, parameters.publicKeyPackage, signers);
  assertCommitments(peerCommitments, peer);
  if (parseScalar(keyPackage.signingShare) === undefined) throw new KeyPackageError("it cannot sign");

  const nonces = drawNonces(parameters, rng);
  try {
    const own = { hiding: engine.multiplyBase(nonces.hiding), binding: engine.multiplyBase(nonces.binding) };
    if (isEqualBytes(own.hiding, own.binding)) throw new EqualCommitmentsError(identifier);
    const members = signers.map((signer) => ({ signer, ...(signer === identifier ? own : peerCommitments) }));
    const terms = bindCommitments(keyPackage.publicKey, digest, members);
    const challenge = computeChallenge(keyPackage.publicKey, digest, sumCommitments(engine, terms, peer));
    const bindingFactor =
      terms[members.findIndex(({ signer }) => signer === identifier)]?.bindingFactor ?? new Uint8Array(0);
    const share = combine(keyPackage.signingShare, nonces, {
      bindingFactor: Fn.fromBytes(bindingFactor),
      weightedChallenge: Fn.mul(challenge, interpolate(identifier, peer)),
    });
    return { commitments: own, share };
  } finally {
    zeroize(nonces.hiding, nonces.binding);
  }
}

type Nonces = { readonly hiding: Uint8Array; readonly binding: Uint8Array };

/** nonce_generate of RFC 9591 section 4.1 on hedged randomness: H3(random32 ‖ share), hiding first. */
function drawNonces({ keyPackage, ...context }: CommitAndSignParameters, rng: Rng): Nonces {
  const hedged = createHedgedRng({ keyPackage, ...context }, rng);
  const draw = () => {
    const input = concatBytes(hedged.rng(32), keyPackage.signingShare);
    const scalar = hashToScalar("nonce", input);
    zeroize(input);
    if (scalar === 0n) throw new InvalidParameterError("rng", "a generator whose nonce is not 0");
    return new Uint8Array(Fn.toBytes(scalar));
  };
  try {
    return { hiding: draw(), binding: draw() };
  } finally {
    hedged.erase();
  }
}

type Member = SigningCommitments & { readonly signer: Identifier };

/** Binding factors of RFC 9591 section 4.4: H1(P ‖ H4(m) ‖ H5(list) ‖ identifier), the list in ascending order. */
function bindCommitments(
  publicKey: Uint8Array,
  digest: Uint8Array,
  members: readonly Member[],
): readonly CommitmentTerm[] {
  const list = members.flatMap(({ signer, hiding, binding }) => [encodeIdentifier(signer), hiding, binding]);
  const prefix = concatBytes(publicKey, hash("msg", digest), hash("com", concatBytes(...list)));
  return members.map(({ signer, hiding, binding }) => ({
    hiding,
    binding,
    bindingFactor: Fn.toBytes(hashToScalar("rho", concatBytes(prefix, encodeIdentifier(signer)))),
  }));
}

/** R, the group commitment, 65 bytes. What can fail here is the peer's two points. */
function sumCommitments(engine: CurveEngine, terms: readonly CommitmentTerm[], peer: Identifier): Uint8Array {
  try {
    return engine.sumCommitments(terms);
  } catch {
    throw new InvalidCommitmentsError(peer, "not two points of the curve");
  }
}

/** e = keccak256(TAG ‖ P.x ‖ parity ‖ m ‖ Re) mod n; see `challengeScalar`, which works on points. */
function computeChallenge(publicKey: Uint8Array, digest: Uint8Array, groupCommitment: Uint8Array): bigint {
  const re = keccak_256(groupCommitment.subarray(1)).subarray(12);
  const parity = Uint8Array.of(publicKey[0] === 0x03 ? 1 : 0);
  const preimage = concatBytes(suiteTag(), publicKey.subarray(1), parity, digest, re);
  const challenge = Fn.create(bytesToNumberBE(keccak_256(preimage)));
  if (challenge === 0n) throw new InvalidParameterError("digest", "one whose challenge is not 0");
  return challenge;
}

type PublicScalars = { readonly bindingFactor: bigint; readonly weightedChallenge: bigint };

/** z = d + rho·e + lambda·share·c, RFC 9591 section 5.2. */
function combine(signingShare: Uint8Array, nonces: Nonces, scalars: PublicScalars): Uint8Array {
  const bound = Fn.mul(Fn.fromBytes(nonces.binding), scalars.bindingFactor);
  const keyed = Fn.mul(scalars.weightedChallenge, Fn.fromBytes(signingShare));
  return new Uint8Array(Fn.toBytes(Fn.add(Fn.add(Fn.fromBytes(nonces.hiding), bound), keyed)));
}

const coefficients = new Map<string, bigint>();

/** The Lagrange coefficient of `own` at 0 among two signers: peer / (peer − own). */
function interpolate(own: Identifier, peer: Identifier): bigint {
  const name = `${own} ${peer}`;
  const known = coefficients.get(name);
  if (known !== undefined) return known;
  const coefficient = Fn.mul(BigInt(peer), Fn.inv(Fn.create(BigInt(peer - own))));
  coefficients.set(name, coefficient);
  return coefficient;
}

function encodeIdentifier(identifier: Identifier): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes[31] = identifier;
  return bytes;
}

/** H1 "rho" and H3 "nonce": expand_message_xmd with SHA-256, reduced mod n. */
function hashToScalar(label: "rho" | "nonce", message: Uint8Array): bigint {
  return secp256k1_hasher.hashToScalar(message, { DST: domains[label] });
}

/** H4 "msg" and H5 "com". */
function hash(label: "msg" | "com", message: Uint8Array): Uint8Array {
  return sha256(concatBytes(domains[label], message));
}

const domains = {
  rho: utf8ToBytes(`${suiteName}rho`),
  nonce: utf8ToBytes(`${suiteName}nonce`),
  msg: utf8ToBytes(`${suiteName}msg`),
  com: utf8ToBytes(`${suiteName}com`),
};
