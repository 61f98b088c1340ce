import { createSuite } from "./suite.ts";

export type HpkeKeyPair = {
  /** 32 bytes, X25519. */
  readonly publicKey: Uint8Array;
  /** 32 bytes, X25519. Secret: zero it after use. */
  readonly privateKey: Uint8Array;
};

/** Makes an X25519 key pair for `seal` and `open`. */
export async function createHpkeKeyPair(): Promise<HpkeKeyPair> {
  const { kem } = createSuite();
  const pair = await kem.generateKeyPair();
  const [publicKey, privateKey] = await Promise.all([
    kem.serializePublicKey(pair.publicKey),
    kem.serializePrivateKey(pair.privateKey),
  ]);
  return { publicKey: new Uint8Array(publicKey), privateKey: new Uint8Array(privateKey) };
}
