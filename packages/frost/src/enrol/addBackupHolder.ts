import { parsePoint } from "../curve.ts";
import { KeyPackageError } from "../errors.ts";
import { getIdentifiers } from "../keys/identifiers.ts";
import { createPublicKeyPackage } from "../keys/publicKeyPackage.ts";
import type { PublicKeyPackage } from "../types.ts";

/** The same public package with share 2 among its holders: what server and device keep after an enrolment. */
export function addBackupHolder(publicKeyPackage: PublicKeyPackage): PublicKeyPackage {
  const [c0, c1] = publicKeyPackage.commitments.map(parsePoint);
  if (c0 === undefined || c1 === undefined) throw new KeyPackageError("a commitment is not a point");
  return createPublicKeyPackage(c0, c1, [...new Set([...getIdentifiers(publicKeyPackage), 2 as const])]);
}
