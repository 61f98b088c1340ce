import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { encodeParts } from "@tandem/frost";
import { BaseError } from "@tandem/protocol";
import type { StoredKey } from "./keyFile.ts";

/** What binds a wrapped key to its owner; part of the authenticated data together with the KEK's version. */
export type KekContext = { readonly accountId: Uint8Array; readonly keyEpoch: number };

/** A data key sealed by one version of the key-encryption key. */
export type WrappedKey = { readonly kekVersion: number; readonly wrapped: Uint8Array };

/**
 * The key-encryption key. The local one is a file; a KMS or Vault Transit implements the same two calls over an
 * intermediate key asked for once a process start.
 */
export type Kek = {
  wrap(dataKey: Uint8Array, context: KekContext): Promise<WrappedKey>;
  /** @throws UnwrapError when the version is unknown or anything was changed. */
  unwrap(wrapped: WrappedKey, context: KekContext): Promise<Uint8Array>;
};

/** Sealed bytes do not open: wrong account, epoch or key version, or damage. Says nothing about the content. */
export class UnwrapError extends BaseError {
  override readonly name = "UnwrapError";

  constructor(what: string) {
    super(`The ${what} cannot be opened.`, {
      metaMessages: [
        "The database row was changed, or the KEK version it was sealed with is not in the key directory.",
      ],
    });
  }
}

/** A KEK from key files; the highest version wraps, every version unwraps. */
export function createLocalKek(keys: readonly StoredKey[]): Kek {
  const byVersion = new Map(keys.map((key) => [key.version, key.secret]));
  const current = Math.max(...byVersion.keys());
  return {
    async wrap(dataKey, context) {
      const secret = byVersion.get(current);
      if (!secret) throw new UnwrapError("key-encryption key");
      return { kekVersion: current, wrapped: sealAesGcm(secret, dataKey, associatedData(context, current)) };
    },
    async unwrap({ kekVersion, wrapped }, context) {
      const secret = byVersion.get(kekVersion);
      if (!secret) throw new UnwrapError("data key");
      return openAesGcm(secret, wrapped, associatedData(context, kekVersion), "data key");
    },
  };
}

/** iv 12 ‖ ciphertext ‖ tag 16, AES-256-GCM with a random iv. */
export function sealAesGcm(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(aad);
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Inverse of {@link sealAesGcm}. The caller zeroes the result. */
export function openAesGcm(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array, what: string): Uint8Array {
  if (sealed.length < 28) throw new UnwrapError(what);
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(sealed.length - 16));
  const head = decipher.update(sealed.subarray(12, sealed.length - 16));
  try {
    decipher.final();
    return head;
  } catch {
    head.fill(0);
    throw new UnwrapError(what);
  }
}

function associatedData({ accountId, keyEpoch }: KekContext, kekVersion: number): Uint8Array {
  return encodeParts(["tandem/kek/v1", accountId, keyEpoch, kekVersion]);
}
