import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bytesToNumberBE, numberToBytesBE } from "@noble/curves/utils.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { challengePreimage, challengeScalar, toAddressBytes } from "../../src/challenge.ts";
import { type CurvePoint, Fn, order, Point } from "../../src/curve.ts";
import { directSign, drawScalar } from "../../testing/directSign.ts";
import { seededRng } from "../../testing/seededRng.ts";
import { toHex, wordHex } from "./hex.ts";

export type VerifyCase = {
  readonly name: string;
  /** x coordinate of the key, 32 bytes; not always on the curve. */
  readonly px: string;
  /** 0 for even y, 1 for odd y. */
  readonly parity: 0 | 1;
  readonly digest: string;
  readonly signature: string;
  readonly valid: boolean;
};

type Signed = { readonly secretKey: bigint; readonly digest: Uint8Array; readonly signature: Uint8Array };

const fieldOrder = Point.Fp.ORDER;
const zero20 = new Uint8Array(20);

/** Cases whose signature is 52 bytes long. */
export function verifyCases(): VerifyCase[] {
  const signed = signedSamples();
  return [
    ...validCases(signed),
    ...mutatedCases(signed),
    ...scalarCases(signed),
    ...keyCases(signed),
    ...identityCases(),
  ];
}

/** Cases of another length. A verifier that takes `bytes` must refuse them all. */
export function malformedCases(): VerifyCase[] {
  const [sample] = signedSamples();
  if (sample === undefined) throw new RangeError("no sample");
  const { signature } = sample;
  const lengths: [string, Uint8Array][] = [
    ["empty", new Uint8Array(0)],
    ["20 bytes, Re only", signature.slice(32)],
    ["32 bytes, s only", signature.slice(0, 32)],
    ["51 bytes, first byte missing", signature.slice(1)],
    ["51 bytes, last byte missing", signature.slice(0, 51)],
    ["53 bytes, zero before", concatBytes(Uint8Array.of(0), signature)],
    ["53 bytes, zero after", concatBytes(signature, Uint8Array.of(0))],
    [
      "64 bytes, Re padded left to a word",
      concatBytes(signature.slice(0, 32), new Uint8Array(12), signature.slice(32)),
    ],
    ["64 bytes, time bounds not in the digest", concatBytes(signature, new Uint8Array(12))],
    ["65 bytes", concatBytes(signature, new Uint8Array(13))],
    ["104 bytes, the signature twice", concatBytes(signature, signature)],
  ];
  return lengths.map(([name, bytes]) => toCase(`length: ${name}`, sample, { signature: bytes, valid: false }));
}

/** Challenge preimages, hashes and results. */
export function challengeCases() {
  return signedSamples()
    .slice(0, 6)
    .map(({ secretKey, digest, signature }) => {
      const key = Point.BASE.multiply(secretKey);
      const preimage = challengePreimage(key, digest, signature.slice(32));
      return {
        ...keyFields(key),
        digest: toHex(digest),
        re: toHex(signature.slice(32)),
        preimage: toHex(preimage),
        hash: toHex(keccak_256(preimage)),
        e: wordHex(challengeScalar(key, digest, signature.slice(32))),
      };
    });
}

function signedSamples(): Signed[] {
  const rng = seededRng("verify cases");
  const samples = Array.from({ length: 36 }, () => sign(drawScalar(rng), rng(32), drawScalar(rng)));
  const digest = keccak_256(utf8ToBytes("edge"));
  const edges: [bigint, Uint8Array, bigint][] = [
    [1n, digest, 1n],
    [1n, digest, 2n],
    [2n, digest, 1n],
    [order - 1n, digest, order - 1n],
    [order - 2n, digest, 1n],
    [(order - 1n) / 2n, digest, (order + 1n) / 2n],
    [drawScalar(rng), new Uint8Array(32), drawScalar(rng)],
    [drawScalar(rng), new Uint8Array(32).fill(0xff), drawScalar(rng)],
    [drawScalar(rng), numberToBytesBE(order, 32), drawScalar(rng)],
    [7n, digest, 7n],
  ];
  return [...samples, ...edges.map(([secretKey, message, nonce]) => sign(secretKey, message, nonce))];
}

function sign(secretKey: bigint, digest: Uint8Array, nonce: bigint): Signed {
  return { secretKey, digest, signature: directSign(secretKey, digest, nonce) };
}

function validCases(signed: readonly Signed[]): VerifyCase[] {
  return signed.map((sample, index) => toCase(`valid ${index + 1}`, sample, { valid: true }));
}

/** One bit flipped at every byte of digest, s, Re and P.x, and the other parity. */
function mutatedCases(signed: readonly Signed[]): VerifyCase[] {
  const cases: VerifyCase[] = [];
  const [sample] = signed;
  if (sample === undefined) return cases;
  const flip = (bytes: Uint8Array, index: number) => bytes.map((byte, at) => (at === index ? byte ^ 1 : byte));
  for (let index = 0; index < 32; index++) {
    cases.push(toCase(`digest byte ${index} flipped`, { ...sample, digest: flip(sample.digest, index) }, {}));
  }
  for (let index = 0; index < 52; index++) {
    const name = index < 32 ? `s byte ${index} flipped` : `Re byte ${index - 32} flipped`;
    cases.push(toCase(name, sample, { signature: flip(sample.signature, index) }));
  }
  const x = Point.BASE.multiply(sample.secretKey).toBytes(true).slice(1);
  for (let index = 0; index < 32; index++) {
    cases.push(toCase(`P.x byte ${index} flipped`, sample, { px: toHex(flip(x, index)) }));
  }
  signed.slice(0, 8).forEach((other, index) => {
    const { parity } = keyFields(Point.BASE.multiply(other.secretKey));
    cases.push(toCase(`other parity ${index + 1}`, other, { parity: parity === 0 ? 1 : 0 }));
  });
  return cases;
}

function scalarCases(signed: readonly Signed[]): VerifyCase[] {
  const [sample, other] = signed;
  if (sample === undefined || other === undefined) return [];
  const re = sample.signature.slice(32);
  const s = bytesToNumberBE(sample.signature.slice(0, 32));
  const withS = (value: bigint) => concatBytes(numberToBytesBE(value, 32), re);
  const replacements: [string, Uint8Array][] = [
    ["s = 0", withS(0n)],
    ["s = n", withS(order)],
    ["s = n + 1", withS(order + 1n)],
    ["s = 2^256 - 1", withS(2n ** 256n - 1n)],
    ["s = n - s", withS(order - s)],
    ["s + 1", withS(Fn.add(s, 1n))],
    ["Re = 0", concatBytes(sample.signature.slice(0, 32), zero20)],
    [
      "Re all ones",
      concatBytes(
        sample.signature.slice(0, 32),
        zero20.map(() => 0xff),
      ),
    ],
    ["all zero", new Uint8Array(52)],
    ["all ones", new Uint8Array(52).fill(0xff)],
    ["s = n and Re = 0", concatBytes(numberToBytesBE(order, 32), zero20)],
    ["Re before s", concatBytes(re, sample.signature.slice(0, 32))],
    ["signature of another key and digest", other.signature],
    ["Re of another signature", concatBytes(sample.signature.slice(0, 32), other.signature.slice(32))],
    ["ECDSA signature cut to 52 bytes", ecdsaCut(sample)],
  ];
  return replacements.map(([name, signature]) => toCase(name, sample, { signature }));
}

function ecdsaCut({ secretKey, digest }: Signed): Uint8Array {
  return secp256k1.sign(digest, Fn.toBytes(secretKey), { prehash: false }).slice(0, 52);
}

/** Keys that no account can have: a verifier must refuse them also with Re = 0, where ecrecover leaves 0. */
function keyCases(signed: readonly Signed[]): VerifyCase[] {
  const [sample] = signed;
  if (sample === undefined) return [];
  const keys: [string, bigint][] = [
    ["P.x = 0", 0n],
    ["P.x = 5, not on the curve", 5n],
    ["P.x = n, which is on the curve", order],
    ["the next P.x above n on the curve", onCurveFrom(order + 1n)],
    ["P.x = p", fieldOrder],
    ["P.x = p + 1, an alias of x = 1", fieldOrder + 1n],
    ["P.x = 2^256 - 1", 2n ** 256n - 1n],
  ];
  return keys.flatMap(([name, x]) =>
    ([0, 1] as const).flatMap((parity) => [
      toCase(`${name}, parity ${parity}`, sample, { px: wordHex(x), parity }),
      toCase(`${name}, parity ${parity}, Re = 0`, sample, {
        px: wordHex(x),
        parity,
        signature: concatBytes(sample.signature.slice(0, 32), zero20),
      }),
    ]),
  );
}

/** s = e·x makes s·G − e·P the identity, which has no address. */
function identityCases(): VerifyCase[] {
  const rng = seededRng("identity cases");
  const addresses: [string, Uint8Array][] = [
    ["any Re", rng(20)],
    ["Re = 0", zero20],
    ["Re = keccak256 of (0, 0)", keccak_256(new Uint8Array(64)).slice(12)],
  ];
  return addresses.map(([name, re]) => {
    const secretKey = drawScalar(rng);
    const digest = rng(32);
    const e = challengeScalar(Point.BASE.multiply(secretKey), digest, re);
    const signature = concatBytes(Fn.toBytes(Fn.mul(e, secretKey)), re);
    return toCase(`identity, ${name}`, { secretKey, digest, signature }, {});
  });
}

function onCurveFrom(start: bigint): bigint {
  for (let x = start; x < fieldOrder; x++) {
    try {
      Point.fromBytes(concatBytes(Uint8Array.of(0x02), numberToBytesBE(x, 32)));
      return x;
    } catch {
      // Not the x of a point: about every second one.
    }
  }
  throw new RangeError("no point");
}

function keyFields(key: CurvePoint): { px: string; parity: 0 | 1 } {
  const bytes = key.toBytes(true);
  return { px: toHex(bytes.slice(1)), parity: bytes[0] === 0x03 ? 1 : 0 };
}

type Changes = { px?: string; parity?: 0 | 1; signature?: Uint8Array; valid?: boolean };

function toCase(name: string, sample: Signed, { px, parity, signature, valid = false }: Changes): VerifyCase {
  const key = keyFields(Point.BASE.multiply(sample.secretKey));
  return {
    name,
    px: px ?? key.px,
    parity: parity ?? key.parity,
    digest: toHex(sample.digest),
    signature: toHex(signature ?? sample.signature),
    valid,
  };
}

/** Address of the nonce commitment: Re from R. */
export function addressCases() {
  return [1n, 2n, order - 1n, drawScalar(seededRng("address cases"))].map((scalar) => {
    const point = Point.BASE.multiply(scalar);
    return { point: toHex(point.toBytes(true)), re: toHex(toAddressBytes(point)) };
  });
}
