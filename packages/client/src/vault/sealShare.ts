import { encodeKeyPackage, encodeParts, type KeyPackage } from "@tandem/frost";
import { base64urlToBytes } from "@tandem/protocol";
import { bytesToHex, type Hex } from "viem";
import { copyBytes, hexToBytes, zeroize } from "../bytes.ts";
import type { LocalUnlock, Wrap } from "../storage/index.ts";
import { type RandomBytes, sealAesGcm } from "./aesGcm.ts";
import { derivePasswordSecret, passwordSaltLength } from "./derivePasswordSecret.ts";
import { deriveWrapKey, toPasskeyWrapContext, toPasswordWrapContext, type WrapContext } from "./wrapKeys.ts";

/** What may open the sealed share: one passkey, or a password together with this device. */
export type SealSecret =
  | {
      readonly kind: "passkey";
      readonly credentialId: string;
      /** PRF output, 32 bytes. Zeroed by the caller. */
      readonly prf: Uint8Array<ArrayBuffer>;
    }
  | { readonly kind: "password"; readonly password: string; readonly deviceKey: CryptoKey };

export type SealShareParameters = {
  readonly keyPackage: KeyPackage;
  readonly accountId: Hex;
  readonly keyEpoch: number;
  readonly secret: SealSecret;
  readonly randomBytes: RandomBytes;
};

/** Public without the secret it was sealed with: fit for IndexedDB and, under a passkey, for the co-signer's vault. */
export type SealedShare = {
  /** iv12 ‖ AES-256-GCM(data key, key package) with AAD "tandem/share/v1" ‖ account ‖ P.x ‖ key epoch. */
  readonly sealedShare: Hex;
  readonly wraps: readonly Wrap[];
  readonly unlock: LocalUnlock;
};

const dataKeyLength = 32;

/** Seals a device share under a fresh random data key, and wraps that key under the given secret. */
export async function sealShare(parameters: SealShareParameters): Promise<SealedShare> {
  const { keyPackage, accountId, keyEpoch, secret, randomBytes } = parameters;
  const dataKey = randomBytes(dataKeyLength);
  try {
    const sealedShare = await sealUnderDataKey({ keyPackage, accountId, keyEpoch, dataKey, randomBytes });
    return { sealedShare, ...(await wrapDataKey({ dataKey, accountId, secret, randomBytes })) };
  } finally {
    zeroize(dataKey);
  }
}

/** Seals a device share under a data key that is there already. The caller zeroes the key. */
export async function sealUnderDataKey(
  parameters: Omit<SealShareParameters, "secret"> & { readonly dataKey: Uint8Array<ArrayBuffer> },
): Promise<Hex> {
  const { keyPackage, accountId, keyEpoch, dataKey, randomBytes } = parameters;
  const encoded = encodeKeyPackage(keyPackage);
  const plaintext = copyBytes(encoded);
  try {
    const sealed = await sealAesGcm({
      key: await importDataKey(dataKey),
      plaintext,
      additionalData: toShareContext({ accountId, publicKey: keyPackage.publicKey.subarray(1), keyEpoch }),
      randomBytes,
    });
    return bytesToHex(sealed);
  } finally {
    zeroize(encoded, plaintext);
  }
}

/** AAD of a sealed share: it opens for this account, this key and this version of the shares only. */
export function toShareContext(parameters: {
  readonly accountId: Hex;
  /** x coordinate, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly keyEpoch: number;
}): Uint8Array<ArrayBuffer> {
  const { accountId, publicKey, keyEpoch } = parameters;
  return copyBytes(encodeParts(["tandem/share/v1", hexToBytes(accountId), publicKey, keyEpoch]));
}

export function importDataKey(dataKey: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", dataKey, "AES-GCM", false, ["encrypt", "decrypt"]);
}

export type WrapParameters = Pick<SealShareParameters, "accountId" | "randomBytes" | "secret"> & {
  readonly dataKey: Uint8Array<ArrayBuffer>;
};

/** Wraps a data key under a passkey, or under a password and this device. */
export async function wrapDataKey(parameters: WrapParameters): Promise<Pick<SealedShare, "unlock" | "wraps">> {
  const { accountId: accountIdHex, secret, randomBytes, dataKey } = parameters;
  const accountId = hexToBytes(accountIdHex);
  if (secret.kind === "passkey") {
    const context = toPasskeyWrapContext({ accountId, credentialId: base64urlToBytes(secret.credentialId) });
    const wrapped = await wrap({ secret: secret.prf, context, dataKey, randomBytes });
    return { unlock: { kind: "passkey" }, wraps: [{ credentialId: secret.credentialId, wrapped }] };
  }
  const salt = randomBytes(passwordSaltLength);
  const derived = await derivePasswordSecret({ password: secret.password, salt, deviceKey: secret.deviceKey });
  try {
    const context = toPasswordWrapContext({ accountId, salt });
    const wrapped = await wrap({ secret: derived, context, dataKey, randomBytes });
    return { unlock: { kind: "password", salt: bytesToHex(salt), wrapped }, wraps: [] };
  } finally {
    zeroize(derived);
  }
}

async function wrap(parameters: {
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly context: WrapContext;
  readonly dataKey: Uint8Array<ArrayBuffer>;
  readonly randomBytes: RandomBytes;
}): Promise<Hex> {
  const { secret, context, dataKey, randomBytes } = parameters;
  const key = await deriveWrapKey(secret, context);
  return bytesToHex(await sealAesGcm({ key, plaintext: dataKey, additionalData: context, randomBytes }));
}
