import { x25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { bytesToNumberBE } from "@noble/curves/utils.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { encodeParts } from "@tandem/frost";
import { bytesToBase64url } from "@tandem/protocol";
import { bytesToHex, type Hex } from "viem";
import { copyBytes, hexToBytes, zeroize } from "../../bytes.ts";
import type { RequestKey } from "../../requests/index.ts";

/** AES-256-GCM key = HKDF-SHA256(code, empty salt, info = "tandem/kit-key/v1" ‖ purpose ‖ account id). */
export async function deriveKitKey(
  code: Uint8Array<ArrayBuffer>,
  purpose: "share" | "details",
  accountId: Hex,
): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", code, "HKDF", false, ["deriveKey"]);
  const info = copyBytes(encodeParts(["tandem/kit-key/v1", purpose, hexToBytes(accountId)]));
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

/** What a kit's 16-byte seed stands for. */
export type KitKeys = {
  /** P-256: signs requests at the kit's door. */
  readonly requestKey: RequestKey;
  readonly hpke: {
    /** 32 bytes, X25519: updates of the share are sealed to it. */
    readonly publicKey: Uint8Array;
    /** Secret: zero it. */
    readonly privateKey: Uint8Array<ArrayBuffer>;
  };
};

/**
 * Both keys of a kit from its seed: P-256 d = HKDF-SHA256(seed, "tandem/kit-request-key/v1", 48 bytes) mod (n − 1) + 1,
 * X25519 = HKDF-SHA256(seed, "tandem/kit-hpke/v1", 32 bytes).
 */
export async function deriveKitKeys(seed: Uint8Array): Promise<KitKeys> {
  const privateKey = Uint8Array.from(hkdf(sha256, seed, undefined, utf8ToBytes("tandem/kit-hpke/v1"), 32));
  return {
    requestKey: await deriveRequestKey(seed),
    hpke: { privateKey, publicKey: x25519.getPublicKey(privateKey) },
  };
}

async function deriveRequestKey(seed: Uint8Array): Promise<RequestKey> {
  const { Point } = p256;
  const wide = hkdf(sha256, seed, undefined, utf8ToBytes("tandem/kit-request-key/v1"), 48);
  const scalar = (bytesToNumberBE(wide) % (Point.Fn.ORDER - 1n)) + 1n;
  const secret = Point.Fn.toBytes(scalar);
  try {
    const point = Point.BASE.multiply(scalar);
    const raw = point.toBytes(false);
    const jwk = {
      kty: "EC",
      crv: "P-256",
      d: bytesToBase64url(secret),
      x: bytesToBase64url(raw.subarray(1, 33)),
      y: bytesToBase64url(raw.subarray(33)),
    };
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const requestKey = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["sign"]);
    return { keyId: bytesToHex(point.toBytes(true)), requestKey };
  } finally {
    zeroize(wide, secret);
  }
}
