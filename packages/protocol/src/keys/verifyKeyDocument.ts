import type { Hex } from "viem";
import { hexToBytes } from "../bytes/hex.ts";
import type { KeyDocument, KeyPurpose } from "../schemas/keys.ts";
import { KeyDocumentError, KeyDocumentExpiredError } from "./errors.ts";
import { keyDocumentBytes } from "./signKeyDocument.ts";
import { verifyEd25519 } from "./verifyEd25519.ts";

export type VerifyKeyDocumentParameters = {
  readonly document: KeyDocument;
  /** Ed25519 identity the device keeps since creation, 32 bytes. */
  readonly identity: Hex;
  readonly purpose: KeyPurpose;
  readonly nowMs: number;
};

/**
 * Checks that a key is the server's, for this purpose and still in use.
 *
 * @returns the key, 32 bytes.
 * @throws KeyDocumentError, or KeyDocumentExpiredError after its end date.
 */
export function verifyKeyDocument({ document, identity, purpose, nowMs }: VerifyKeyDocumentParameters): Uint8Array {
  if (document.purpose !== purpose) throw new KeyDocumentError(purpose, `it is a ${document.purpose} key`);
  if (!verifyEd25519(hexToBytes(document.signature), keyDocumentBytes(document), hexToBytes(identity))) {
    throw new KeyDocumentError(purpose, "it is not signed by the known identity");
  }
  if (nowMs > document.notAfter) throw new KeyDocumentExpiredError(purpose, document.notAfter);
  return hexToBytes(document.publicKey);
}
