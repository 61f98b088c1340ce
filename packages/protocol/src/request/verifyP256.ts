import { p256 } from "@noble/curves/nist.js";

export type VerifyP256Parameters = {
  /** 33-byte compressed point. */
  readonly publicKey: Uint8Array;
  readonly data: Uint8Array;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array;
};

/** ECDSA P-256 with SHA-256 by WebCrypto. A malformed key or signature is false, never an exception. */
export async function verifyP256({ publicKey, data, signature }: VerifyP256Parameters): Promise<boolean> {
  try {
    // Node imports a compressed point and is faster at it; not every browser does.
    const key = await importPoint(publicKey).catch(() => importPoint(p256.Point.fromBytes(publicKey).toBytes(false)));
    return await crypto.subtle.verify(algorithm, key, new Uint8Array(signature), new Uint8Array(data));
  } catch {
    return false;
  }
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

function importPoint(point: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", new Uint8Array(point), algorithm, false, ["verify"]);
}
