import { getAddress, type Hex, isHex, size, slice } from "viem";
import { InvalidGuardianError } from "./errors.ts";
import type { GuardianSigner } from "./types.ts";

/**
 * What a guardian's ERC-7913 bytes name. Addresses come out with their checksum.
 *
 * @throws InvalidGuardianError for bytes of any other length than the account accepts.
 */
export function decodeGuardian(signer: Hex): GuardianSigner {
  if (!isHex(signer) || signer.length % 2 !== 0) throw new InvalidGuardianError("it is not hex");
  const length = size(signer);
  if (length === 20) return { kind: "address", address: getAddress(signer) };
  if (length !== 52 && length !== 84) throw new InvalidGuardianError(`it has ${length} bytes, not 20, 52 or 84`);
  return { kind: "key", verifier: getAddress(slice(signer, 0, 20)), key: slice(signer, 20).toLowerCase() as Hex }; // hex
}
