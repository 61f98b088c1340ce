import { VaultOpenError } from "../errors.ts";

/** Returns `length` bytes from a cryptographically secure generator. */
export type RandomBytes = (length: number) => Uint8Array<ArrayBuffer>;

const ivLength = 12;
const tagLength = 16;

/** iv12 ‖ AES-256-GCM(key, plaintext, additionalData), a fresh random iv each time. NIST SP 800-38D. */
export async function sealAesGcm(parameters: {
  readonly key: CryptoKey;
  readonly plaintext: Uint8Array<ArrayBuffer>;
  readonly additionalData: Uint8Array<ArrayBuffer>;
  readonly randomBytes: RandomBytes;
}): Promise<Uint8Array<ArrayBuffer>> {
  const { key, plaintext, additionalData, randomBytes } = parameters;
  const iv = randomBytes(ivLength);
  const ciphertext = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, plaintext);
  const sealed = new Uint8Array(ivLength + ciphertext.byteLength);
  sealed.set(iv);
  sealed.set(new Uint8Array(ciphertext), ivLength);
  return sealed;
}

/**
 * Opens what `sealAesGcm` made. The plaintext is a secret: zero it.
 * @throws VaultOpenError for another key, other additional data or any changed byte; it does not say which.
 */
export async function openAesGcm(parameters: {
  readonly key: CryptoKey;
  readonly sealed: Uint8Array<ArrayBuffer>;
  readonly additionalData: Uint8Array<ArrayBuffer>;
}): Promise<Uint8Array<ArrayBuffer>> {
  const { key, sealed, additionalData } = parameters;
  if (sealed.length < ivLength + tagLength) throw new VaultOpenError();
  const iv = sealed.subarray(0, ivLength);
  try {
    const algorithm = { name: "AES-GCM", iv, additionalData };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.subarray(ivLength)));
  } catch {
    throw new VaultOpenError();
  }
}
