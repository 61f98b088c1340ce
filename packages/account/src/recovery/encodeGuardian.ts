import { concat, type Hex, size } from "viem";
import { InvalidGuardianError } from "./errors.ts";
import type { GuardianSigner } from "./types.ts";

/**
 * The ERC-7913 bytes of a guardian, lowercase: an address (20 bytes), or verifier ‖ key (52 or 84 bytes).
 *
 * @throws InvalidGuardianError for a key of another length.
 */
export function encodeGuardian(signer: GuardianSigner): Hex {
  // lowercase of hex is hex
  if (signer.kind === "address") return signer.address.toLowerCase() as Hex;
  if (size(signer.key) !== 32 && size(signer.key) !== 64) {
    throw new InvalidGuardianError(`its key has ${size(signer.key)} bytes, not 32 or 64`);
  }
  return concat([signer.verifier, signer.key]).toLowerCase() as Hex;
}
