import { type KeyDocument, type KeyPurpose, verifyKeyDocument } from "@tandem/protocol";
import type { Hex } from "viem";
import { CosignerMisbehavedError } from "../errors.ts";

/**
 * A key of the server, checked against the identity this device has kept.
 * @returns 32 bytes.
 * @throws CosignerMisbehavedError
 */
export function verifyServerKey(parameters: {
  readonly document: KeyDocument;
  readonly identity: Hex;
  readonly purpose: KeyPurpose;
  readonly nowMs: number;
}): Uint8Array {
  try {
    return verifyKeyDocument(parameters);
  } catch (cause) {
    throw new CosignerMisbehavedError(`a ${parameters.purpose} key that its identity did not sign or that has ended`, {
      ...(cause instanceof Error && { cause }),
    });
  }
}
