import { concatBytes } from "@noble/hashes/utils.js";
import { InvalidParameterError } from "../errors/BaseError.ts";
import { createSuite, toArrayBuffer } from "./suite.ts";

export type SealParameters = {
  /** 32-byte X25519 key, taken from a verified key document or a QR code, never on trust. */
  readonly recipientPublicKey: Uint8Array;
  /** Context both sides know, from `sealInfo`. */
  readonly info: Uint8Array;
  readonly plaintext: Uint8Array;
};

/**
 * Encrypts to a public key (HPKE base mode, RFC 9180, one message a context).
 *
 * @returns enc (32 bytes) ‖ ciphertext with its 16-byte tag.
 * @throws InvalidParameterError when the public key is not usable.
 */
export async function seal({ recipientPublicKey, info, plaintext }: SealParameters): Promise<Uint8Array> {
  if (recipientPublicKey.length !== 32) throw new InvalidParameterError("recipientPublicKey", "32 bytes");
  const suite = createSuite();
  try {
    const { enc, ct } = await suite.seal(
      {
        recipientPublicKey: await suite.kem.deserializePublicKey(toArrayBuffer(recipientPublicKey)),
        info: toArrayBuffer(info),
      },
      toArrayBuffer(plaintext),
    );
    return concatBytes(new Uint8Array(enc), new Uint8Array(ct));
  } catch {
    // A point of small order gives an all-zero shared secret, which RFC 9180 section 7.1.4 refuses.
    throw new InvalidParameterError("recipientPublicKey", "an X25519 public key");
  }
}
