import { randomBytes } from "node:crypto";
import { encodeParts } from "@tandem/frost";
import { type Kek, openAesGcm, sealAesGcm, type WrappedKey } from "./kek.ts";

/** The server's share at rest: sealed by a data key of its own, which the KEK wraps. */
export type SealedShare = WrappedKey & { readonly sealed: Uint8Array };

/** What the ciphertext is bound to: moved to another account, key or epoch it does not open. */
export type ShareContext = {
  readonly accountId: Uint8Array;
  /** x-only group key, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly keyEpoch: number;
};

/** Seals a 32-byte secret under a fresh data key. The caller zeroes `plaintext`. */
export async function sealShare(kek: Kek, plaintext: Uint8Array, context: ShareContext): Promise<SealedShare> {
  const dataKey = randomBytes(32);
  try {
    const sealed = sealAesGcm(dataKey, plaintext, shareData(context));
    return { ...(await kek.wrap(dataKey, context)), sealed };
  } finally {
    dataKey.fill(0);
  }
}

/**
 * Opens a sealed share. The caller zeroes the result.
 *
 * @throws UnwrapError when it belongs to another account, key or epoch, or was changed.
 */
export async function openShare(kek: Kek, share: SealedShare, context: ShareContext): Promise<Uint8Array> {
  const dataKey = await kek.unwrap(share, context);
  try {
    return openAesGcm(dataKey, share.sealed, shareData(context), "server share");
  } finally {
    dataKey.fill(0);
  }
}

function shareData({ accountId, publicKey, keyEpoch }: ShareContext): Uint8Array {
  return encodeParts(["tandem/server-share/v1", accountId, publicKey, keyEpoch]);
}
