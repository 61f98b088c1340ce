/** Argon2id, RFC 9106: 64 MiB, 3 passes, 1 lane, 32 bytes. */
const argon2 = { memorySize: 65_536, iterations: 3, parallelism: 1, hashLength: 32 } as const;

export const passwordSaltLength = 16;
export const passwordMinimumLength = 10;

/**
 * Secret of the password fallback: Argon2id(password) ‖ HMAC-SHA256(device key, Argon2id(password)), 64 bytes.
 * The device key never leaves this browser, so a copied database cannot be guessed at elsewhere. Zero the result.
 */
export async function derivePasswordSecret(parameters: {
  readonly password: string;
  /** 16 bytes. */
  readonly salt: Uint8Array;
  /** HMAC-SHA256, not extractable. */
  readonly deviceKey: CryptoKey;
}): Promise<Uint8Array<ArrayBuffer>> {
  const { argon2id } = await import("hash-wasm");
  const hash = await argon2id({
    ...argon2,
    password: parameters.password.normalize("NFKC"),
    salt: parameters.salt,
    outputType: "binary",
  });
  const bound = new Uint8Array(await crypto.subtle.sign("HMAC", parameters.deviceKey, Uint8Array.from(hash)));
  const secret = new Uint8Array(hash.length + bound.length);
  secret.set(hash);
  secret.set(bound, hash.length);
  hash.fill(0);
  bound.fill(0);
  return secret;
}

/** HMAC key of this device for the password fallback. */
export function createDeviceKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]);
}
