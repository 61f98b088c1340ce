import type { GuardianCard } from "@tandem/protocol";
import { GuardianKeyError } from "./errors.ts";
import { toGuardianSigner } from "./guardianKeys.ts";
import type { GuardianKey } from "./types.ts";

/**
 * Asked before anything is signed: a signature by another wallet or passkey than the card's counts for nothing.
 *
 * @throws GuardianKeyError
 */
export function assertOwnKey({ guardian: { signer } }: Pick<GuardianCard, "guardian">, key: GuardianKey): void {
  if (toGuardianSigner(key) !== signer) throw new GuardianKeyError({ signer });
}
