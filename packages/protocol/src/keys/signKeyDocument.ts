import { encodeParts } from "../bytes/encodeParts.ts";
import { bytesToHex, hexToBytes } from "../bytes/hex.ts";
import type { KeyDocument } from "../schemas/keys.ts";

/** A key document before it is signed. */
export type UnsignedKeyDocument = Omit<KeyDocument, "signature">;

/** Signs bytes with an Ed25519 key: 64 bytes. */
export type SignEd25519 = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** Signs a key of the server with its identity. */
export async function signKeyDocument({
  document,
  sign,
}: {
  readonly document: UnsignedKeyDocument;
  /** Ed25519 by the server's identity. */
  readonly sign: SignEd25519;
}): Promise<KeyDocument> {
  return { ...document, signature: bytesToHex(await sign(keyDocumentBytes(document))) };
}

/** The signed bytes: "tandem/key/v1", purpose, version, public key, end date. */
export function keyDocumentBytes({ purpose, version, publicKey, notAfter }: UnsignedKeyDocument): Uint8Array {
  return encodeParts(["tandem/key/v1", purpose, version, hexToBytes(publicKey, 32), notAfter]);
}
