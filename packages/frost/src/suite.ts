import { createFROST, type FrostPublic, type FrostSecret, type Key } from "@noble/curves/abstract/frost.js";
import { secp256k1_hasher } from "@noble/curves/secp256k1.js";
import type { TRet } from "@noble/curves/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { challengeScalar, suiteName, toAddressBytes } from "./challenge.ts";
import { Fn, order, Point, parsePoint, parseScalar } from "./curve.ts";
import { InvalidPublicKeyError, RetryDkgError } from "./errors.ts";
import type { Identifier } from "./types.ts";

/**
 * The ciphersuite on noble's RFC 9591 engine. H1, H3, HDKG, HID: hash_to_field(SHA-256) with DST = TAG ‖ "rho",
 * "nonce", "dkg", "id"; H4, H5: SHA-256(TAG ‖ "msg" | "com" ‖ x). Those are noble's defaults for this name;
 * test/vectors/frost.json pins them.
 */
export const suite = createFROST({
  name: suiteName,
  Point,
  hash: sha256,
  hashToScalar: secp256k1_hasher.hashToScalar,
  challenge: (commitment, publicKey, digest) => challengeScalar(publicKey, digest, toAddressBytes(commitment)),
  adjustDKG: (key) => normalizeKey(key as Key) as TRet<Key>, // the same types under noble's byte brands
});

const seats: readonly Identifier[] = [1, 2, 3];
const nobleIdentifiers = new Map(seats.map((identifier) => [identifier, suite.Identifier.fromNumber(identifier)]));

/** noble's name of an identifier: 32 bytes as hex. */
export function toNobleIdentifier(identifier: Identifier): string {
  return nobleIdentifiers.get(identifier) ?? suite.Identifier.fromNumber(identifier);
}

/**
 * Turns a key of odd y into its negative, so that P is one word everywhere: negates the signing share, every
 * commitment and every verifying share. Run by the DKG as a hook; after `trustedDealer` it must be called.
 *
 * @throws RetryDkgError when P.x ≥ n.
 */
export function normalizeKey(key: Key): Key {
  return { public: normalizePublic(key.public), secret: normalizeSecret(key.secret, key.public) };
}

function normalizePublic(pub: FrostPublic): FrostPublic {
  if (toPoint(pub.commitments[0]).x >= order) throw new RetryDkgError();
  if (hasEvenY(pub)) return pub;
  return {
    signers: pub.signers,
    commitments: pub.commitments.map(negatePoint),
    verifyingShares: Object.fromEntries(
      Object.entries(pub.verifyingShares).map(([identifier, share]) => [identifier, negatePoint(share)]),
    ),
  };
}

function normalizeSecret(secret: FrostSecret, pub: FrostPublic): FrostSecret {
  const share = parseScalar(secret.signingShare);
  if (share === undefined) throw new RetryDkgError();
  if (hasEvenY(pub)) return secret;
  return { identifier: secret.identifier, signingShare: new Uint8Array(Fn.toBytes(Fn.neg(share))) };
}

function hasEvenY({ commitments: [groupKey] }: FrostPublic): boolean {
  return groupKey?.[0] === 0x02;
}

function negatePoint(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(toPoint(bytes).negate().toBytes(true));
}

function toPoint(bytes: Uint8Array | undefined) {
  const point = bytes && parsePoint(bytes);
  if (point === undefined) throw new InvalidPublicKeyError("it is not a point of the curve");
  return point;
}
