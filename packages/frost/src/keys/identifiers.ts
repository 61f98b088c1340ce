import { InvalidParameterError, UnknownIdentifierError } from "../errors.ts";
import type { Identifier, OnlineIdentifier, PublicKeyPackage, SignerSet } from "../types.ts";

const all: readonly Identifier[] = [1, 2, 3];

/** Whether a value is one of the three identifiers. */
export function isIdentifier(value: unknown): value is Identifier {
  return all.some((identifier) => identifier === value);
}

/** Throws InvalidParameterError unless `identifier` is 1 (server) or 3 (device). */
export function assertOnlineIdentifier(identifier: unknown): asserts identifier is OnlineIdentifier {
  if (identifier !== 1 && identifier !== 3) throw new InvalidParameterError("identifier", "1 (server) or 3 (device)");
}

/** The other one of server and device. */
export function toPeer(identifier: OnlineIdentifier): OnlineIdentifier {
  return identifier === 1 ? 3 : 1;
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
