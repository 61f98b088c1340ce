import type { FrostPublic } from "@noble/curves/abstract/frost.js";
import { concatBytes, isBytes } from "@noble/hashes/utils.js";
import { type CurvePoint, evaluateCommitments, order, parsePoint } from "../curve.ts";
import { EncodingError, InvalidPublicKeyError } from "../errors.ts";
import { toNobleIdentifier } from "../suite.ts";
import type { Identifier, PublicKeyPackage } from "../types.ts";
import { getIdentifiers, isIdentifier } from "./identifiers.ts";

const version = 1;
const what = "public key package";

/** Length of an encoded public key package in bytes. */
export const publicKeyPackageLength = 68;

/**
 * 68 bytes: version1 ‖ holders1 ‖ C0 33 ‖ C1 33. Bit i of `holders` says that identifier i holds a share.
 * Verifying shares are not written: they follow from C0 and C1, so they cannot disagree.
 */
export function encodePublicKeyPackage(publicKeyPackage: PublicKeyPackage): Uint8Array {
  const [c0, c1] = publicKeyPackage.commitments;
  const holders = getIdentifiers(publicKeyPackage).reduce((mask, identifier) => mask | (1 << identifier), 0);
  return concatBytes(Uint8Array.of(version, holders), c0, c1);
}

/**
 * Reads what `encodePublicKeyPackage` wrote. Checks that P has even y and P.x < n.
 * @throws EncodingError
 */
export function decodePublicKeyPackage(bytes: Uint8Array): PublicKeyPackage {
  if (!isBytes(bytes) || bytes.length !== publicKeyPackageLength) throw new EncodingError(what, "wrong length");
  if (bytes[0] !== version) throw new EncodingError(what, "unknown version");
  const holders = readHolders(bytes[1] ?? 0);
  const c0 = parsePoint(bytes.slice(2, 35));
  const c1 = parsePoint(bytes.slice(35));
  if (c0 === undefined || c1 === undefined) throw new EncodingError(what, "a commitment is not a point");
  return createPublicKeyPackage(c0, c1, holders);
}

/**
 * Makes the package of the polynomial C0 + x·C1 held by `holders`.
 * @throws InvalidPublicKeyError unless C0 has even y and x < n, and no verifying share is the identity.
 */
export function createPublicKeyPackage(
  c0: CurvePoint,
  c1: CurvePoint,
  holders: readonly Identifier[],
): PublicKeyPackage {
  const commitments = [c0.toBytes(true), c1.toBytes(true)] as const;
  if (commitments[0][0] !== 0x02) throw new InvalidPublicKeyError("its y is odd");
  if (c0.x >= order) throw new InvalidPublicKeyError("its x is not below the group order");
  const verifyingShares: Partial<Record<Identifier, Uint8Array>> = {};
  for (const identifier of holders) {
    const share = evaluateCommitments(c0, c1, identifier);
    if (share.is0()) throw new InvalidPublicKeyError("a verifying share is the identity");
    verifyingShares[identifier] = share.toBytes(true);
  }
  return { commitments, verifyingShares };
}

/** The group key as the chain stores it: the 32-byte x coordinate of P, whose y is even. */
export function toPublicKeyX({ commitments }: PublicKeyPackage): Uint8Array {
  return commitments[0].slice(1);
}

/** The same package in noble's terms. */
export function toNoblePublic(publicKeyPackage: PublicKeyPackage): FrostPublic {
  const holders = getIdentifiers(publicKeyPackage);
  return {
    signers: { min: 2, max: holders.length },
    commitments: [...publicKeyPackage.commitments] as FrostPublic["commitments"], // noble brands its byte arrays
    verifyingShares: Object.fromEntries(
      holders.map((identifier) => [toNobleIdentifier(identifier), publicKeyPackage.verifyingShares[identifier]]),
    ) as FrostPublic["verifyingShares"], // `holders` are exactly the defined ones
  };
}

function readHolders(mask: number): Identifier[] {
  const holders = [1, 2, 3].filter((identifier) => mask & (1 << identifier)).filter(isIdentifier);
  if (holders.length < 2 || (mask & ~0b1110) !== 0) throw new EncodingError(what, "unknown holders");
  return holders;
}
