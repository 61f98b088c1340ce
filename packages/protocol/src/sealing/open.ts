import { OpenSealedError } from "./errors.ts";
import { createSuite, encapsulatedKeyBytes, toArrayBuffer } from "./suite.ts";

export type OpenParameters = {
  /** 32-byte X25519 key. */
  readonly privateKey: Uint8Array;
  /** Context both sides know, from `sealInfo`. */
  readonly info: Uint8Array;
  /** enc ‖ ciphertext, from `seal`. */
  readonly sealed: Uint8Array;
};

/**
 * Decrypts what `seal` made.
 *
 * @returns the plaintext; zero it after use when it is a secret.
 * @throws OpenSealedError for another key, another `info`, or changed bytes.
 */
export async function open({ privateKey, info, sealed }: OpenParameters): Promise<Uint8Array> {
  const suite = createSuite();
  try {
    const plaintext = await suite.open(
      {
        recipientKey: await suite.kem.deserializePrivateKey(toArrayBuffer(privateKey)),
        enc: toArrayBuffer(sealed.subarray(0, encapsulatedKeyBytes)),
        info: toArrayBuffer(info),
      },
      toArrayBuffer(sealed.subarray(encapsulatedKeyBytes)),
    );
    return new Uint8Array(plaintext);
  } catch {
    throw new OpenSealedError();
  }
}
