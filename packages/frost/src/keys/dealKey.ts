import type { DealerShares } from "@noble/curves/abstract/frost.js";
import { randomBytes } from "@noble/hashes/utils.js";
import { zeroize } from "../bytes.ts";
import { InvalidParameterError } from "../errors.ts";
import { toNobleRng } from "../nobleRng.ts";
import { normalizeKey, suite, toNobleIdentifier } from "../suite.ts";
import type { Identifier, KeyPackage, PublicKeyPackage, Rng } from "../types.ts";
import { fromNobleKey } from "./fromNobleKey.ts";
import { isIdentifier } from "./identifiers.ts";

export type DealKeyParameters<identifier extends Identifier> = {
  /** Who gets a share: two or three distinct identifiers. */
  readonly identifiers: readonly identifier[];
  readonly rng?: Rng;
};

export type DealKeyReturnType<identifier extends Identifier> = {
  readonly publicKeyPackage: PublicKeyPackage;
  readonly keyPackages: Readonly<Record<identifier, KeyPackage>>;
};

/**
 * Makes a key in one place and splits it, threshold 2 (RFC 9591 appendix C). Whoever runs this saw the whole key:
 * only for tests and for the solo key (identifiers 2 and 3), which is rotated to a generated key later.
 *
 * @throws InvalidParameterError, RetryDkgError
 */
export function dealKey<const identifier extends Identifier>({
  identifiers,
  rng = randomBytes,
}: DealKeyParameters<identifier>): DealKeyReturnType<identifier> {
  const distinct = new Set(identifiers);
  if (distinct.size < 2 || distinct.size !== identifiers.length || !identifiers.every(isIdentifier)) {
    throw new InvalidParameterError("identifiers", "two or three distinct identifiers");
  }
  const signers = { min: 2, max: identifiers.length };
  const dealt = suite.trustedDealer(signers, identifiers.map(toNobleIdentifier), undefined, toNobleRng(rng));
  const results = identifiers.map((identifier) => toPackages(dealt, identifier, identifiers));

  const [first] = results;
  if (first === undefined) throw new InvalidParameterError("identifiers", "two or three distinct identifiers");
  const keyPackages = Object.fromEntries(
    results.map(({ keyPackage }) => [keyPackage.identifier, keyPackage]),
  ) as Record<identifier, KeyPackage>; // one entry per identifier
  return { publicKeyPackage: first.publicKeyPackage, keyPackages };
}

function toPackages(dealt: DealerShares, identifier: Identifier, holders: readonly Identifier[]) {
  const secret = dealt.secretShares[toNobleIdentifier(identifier)];
  if (secret === undefined) throw new InvalidParameterError("identifiers", "known to the dealer");
  const key = normalizeKey({ public: dealt.public, secret });
  try {
    return fromNobleKey(key, identifier, holders);
  } finally {
    zeroize(secret.signingShare, key.secret.signingShare);
  }
}
