import type { NonceCommitments } from "@noble/curves/abstract/frost.js";
import { isBytes } from "@noble/hashes/utils.js";
import { isEqualBytes } from "../bytes.ts";
import { parsePoint } from "../curve.ts";
import { EqualCommitmentsError, InvalidCommitmentsError, UnknownIdentifierError } from "../errors.ts";
import { toNobleIdentifier } from "../suite.ts";
import type { BySigner, Identifier, SignerSet, SigningCommitments } from "../types.ts";

/**
 * Checks the form of commitments somebody sent: twice 33 bytes, and different.
 * That both are points of the curve is checked by the engine when it uses them; see `assertCommitmentPoints`.
 * @throws InvalidCommitmentsError, EqualCommitmentsError
 */
export function assertCommitments(
  commitments: SigningCommitments | undefined,
  identifier: Identifier,
): asserts commitments is SigningCommitments {
  if (typeof commitments !== "object" || commitments === null) throw new InvalidCommitmentsError(identifier, "missing");
  const { hiding, binding } = commitments;
  if (!isBytes(hiding) || hiding.length !== 33 || !isBytes(binding) || binding.length !== 33) {
    throw new InvalidCommitmentsError(identifier, "not twice 33 bytes");
  }
  if (isEqualBytes(hiding, binding)) throw new EqualCommitmentsError(identifier);
}

/**
 * Names whose commitments are not points of the curve. Called after the engine refused a signing package: decoding a
 * point costs a square root, so the good case pays for it once only.
 * @throws InvalidCommitmentsError
 */
export function assertCommitmentPoints(commitments: BySigner<SigningCommitments>, signers: SignerSet): void {
  for (const identifier of signers) {
    const { hiding, binding } = commitments[identifier] ?? {};
    if (hiding === undefined || binding === undefined || !parsePoint(hiding) || !parsePoint(binding)) {
      throw new InvalidCommitmentsError(identifier, "not two points of the curve");
    }
  }
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
