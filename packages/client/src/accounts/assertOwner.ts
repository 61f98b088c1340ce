import { assertRotations, InvalidRotationError } from "@tandem/account";
import type { Account } from "@tandem/protocol";
import { CosignerMisbehavedError } from "../errors.ts";

/**
 * The account's key follows from its birth key by changes that each key before it has signed.
 *
 * @throws CosignerMisbehavedError
 */
export function assertOwner({ address, birthKey, publicKey, rotations }: Account): void {
  try {
    assertRotations({ address, birthKey, publicKey, rotations });
  } catch (error) {
    if (!(error instanceof InvalidRotationError)) throw error;
    throw new CosignerMisbehavedError("a key that the address was not made from", { cause: error });
  }
}
