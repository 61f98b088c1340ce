import type { NonceCommitments } from "@noble/curves/abstract/frost.js";
import { isBytes } from "@noble/hashes/utils.js";
import { isEqualBytes } from "../bytes.ts";
import { parsePoint } from "../curve.ts";
import { EqualCommitmentsError, InvalidCommitmentsError, UnknownIdentifierError } from "../errors.ts";
import { toNobleIdentifier } from "../suite.ts";
import type { BySigner, Identifier, SignerSet, SigningCommitments } from "../types.ts";

/**
 * Checks the commitments one participant sent: two points of the curve, not the identity, and different.
 * @throws InvalidCommitmentsError, EqualCommitmentsError
 */
export function assertCommitments(
  commitments: SigningCommitments | undefined,
  identifier: Identifier,
): asserts commitments is SigningCommitments {
  if (typeof commitments !== "object" || commitments === null) throw new InvalidCommitmentsError(identifier, "missing");
  for (const point of [commitments.hiding, commitments.binding]) {
    if (!isBytes(point) || parsePoint(point) === undefined) {
      throw new InvalidCommitmentsError(identifier, "not two compressed points of the curve");
    }
  }
  if (isEqualBytes(commitments.hiding, commitments.binding)) throw new EqualCommitmentsError(identifier);
}

/**
 * The commitment list of a signing package in noble's form, of exactly the two signers.
 * @throws UnknownIdentifierError, InvalidCommitmentsError, EqualCommitmentsError
 */
export function toCommitmentList(commitments: BySigner<SigningCommitments>, signers: SignerSet): NonceCommitments[] {
  assertKeys(commitments, signers, "signing package");
  return signers.map((identifier) => {
    const own = commitments[identifier];
    assertCommitments(own, identifier);
    const { hiding, binding } = own;
    // noble wants its own byte brand, which a plain Uint8Array has at run time.
    return { identifier: toNobleIdentifier(identifier), hiding, binding } as NonceCommitments;
  });
}

/** Throws UnknownIdentifierError unless `record` has no other keys than the signers. */
export function assertKeys(record: BySigner<unknown>, signers: SignerSet, where: string): void {
  const isRecord = typeof record === "object" && record !== null;
  const isKnown = (key: string) => signers.some((identifier) => String(identifier) === key);
  if (!isRecord || !Object.keys(record).every(isKnown)) throw new UnknownIdentifierError(where);
}
