import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { encodeParts } from "@tandem/frost";
import { BaseError } from "@tandem/protocol";
import type { StoredKey } from "./keyFile.ts";

/** What binds a wrapped key to its owner; part of the authenticated data together with the KEK's version. */
export type KekContext = { readonly accountId: Uint8Array; readonly keyEpoch: number };

/** A data key sealed by one version of the key-encryption key. */
export type WrappedKey = { readonly kekVersion: number; readonly wrapped: Uint8Array };

/**
 * The key-encryption key: a file, or a secret that a KMS opened when the process started. Rows are wrapped and opened
 * in memory; nobody is asked for a signature.
 */
export type Kek = {
  /** The version that wraps now. */
  readonly version: number;
  wrap(dataKey: Uint8Array, context: KekContext): Promise<WrappedKey>;
  /** @throws UnwrapError when the version is unknown or revoked, or anything was changed. */
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

type KekVersion = Pick<StoredKey, "version" | "secret">;

/** Where a KEK finds its versions. */
export type KekSource = {
  current(): KekVersion;
  find(version: number): KekVersion | undefined;
  /** Looks whether there are versions that this process has not read yet. */
  readonly reload?: () => Promise<void>;
};

export function createKek(source: KekSource): Kek {
  return {
    get version() {
      return source.current().version;
    },
    async wrap(dataKey, context) {
      const { version, secret } = source.current();
      return { kekVersion: version, wrapped: sealAesGcm(secret, dataKey, associatedData(context, version)) };
    },
    async unwrap({ kekVersion, wrapped }, context) {
      let key = source.find(kekVersion);
      // Another server may have begun to wrap under a version before this one has looked.
      if (!key && source.reload) {
        await source.reload();
        key = source.find(kekVersion);
      }
      if (!key) throw new UnwrapError("data key");
      return openAesGcm(key.secret, wrapped, associatedData(context, kekVersion), "data key");
    },
  };
}

/** A KEK of given keys: the highest version wraps, every version unwraps. */
export function createLocalKek(keys: readonly KekVersion[]): Kek {
  const [newest] = [...keys].sort((a, b) => b.version - a.version);
  if (!newest) throw new UnwrapError("key-encryption key");
  return createKek({ current: () => newest, find: (version) => keys.find((key) => key.version === version) });
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
