import { p256 } from "@noble/curves/nist.js";

export type VerifyP256Parameters = {
  /** 33-byte compressed point. */
  readonly publicKey: Uint8Array;
  readonly data: Uint8Array;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array;
};

/**
 * ECDSA P-256 with SHA-256 by WebCrypto. The point is decompressed first: not every browser imports a compressed one.
 * A malformed key or signature is false, never an exception.
 */
export async function verifyP256({ publicKey, data, signature }: VerifyP256Parameters): Promise<boolean> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  try {
    const point = new Uint8Array(p256.Point.fromBytes(publicKey).toBytes(false));
    const key = await crypto.subtle.importKey("raw", point, algorithm, false, ["verify"]);
    return await crypto.subtle.verify(algorithm, key, new Uint8Array(signature), new Uint8Array(data));
  } catch {
    return false;
  }
}
