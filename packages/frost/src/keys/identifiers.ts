import { InvalidParameterError, UnknownIdentifierError } from "../errors.ts";
import type { Identifier, PublicKeyPackage, SignerSet } from "../types.ts";

const all: readonly Identifier[] = [1, 2, 3];

/** Whether a value is one of the three identifiers. */
export function isIdentifier(value: unknown): value is Identifier {
  return all.some((identifier) => identifier === value);
}

/** Throws InvalidParameterError unless `value` is 1, 2 or 3. */
export function assertIdentifier(value: unknown, parameter = "identifier"): asserts value is Identifier {
  if (!isIdentifier(value)) throw new InvalidParameterError(parameter, "1, 2 or 3");
}

/** Throws UnknownIdentifierError unless `signers` is two known identifiers in ascending order. */
export function assertSignerSet(signers: unknown): asserts signers is SignerSet {
  if (!Array.isArray(signers) || signers.length !== 2) throw new UnknownIdentifierError("signer set");
  const [first, second]: unknown[] = signers;
  if (!isIdentifier(first) || !isIdentifier(second) || first >= second) throw new UnknownIdentifierError("signer set");
}

/** Identifiers that hold a share of this key, ascending. */
export function getIdentifiers({ verifyingShares }: PublicKeyPackage): Identifier[] {
  return all.filter((identifier) => verifyingShares[identifier] !== undefined);
}
