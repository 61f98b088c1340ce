import { ed25519 } from "@noble/curves/ed25519.js";

/** RFC 8032 verification without the ZIP 215 leniency: one signature has one encoding. */
export function verifyEd25519(signature: Uint8Array, bytes: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, bytes, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
