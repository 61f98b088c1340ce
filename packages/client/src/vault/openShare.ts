import { checkKeyPackage, decodeKeyPackage, decodePublicKeyPackage, type KeyPackage } from "@tandem/frost";
import { base64urlToBytes } from "@tandem/protocol";
import { bytesToHex, type Hex } from "viem";
import { hexToBytes, zeroize } from "../bytes.ts";
import { PasswordError, VaultOpenError } from "../errors.ts";
import { openAesGcm } from "./aesGcm.ts";
import { derivePasswordSecret } from "./derivePasswordSecret.ts";
import { importDataKey, type SealedShare, type SealSecret, toShareContext } from "./sealShare.ts";
import { deriveWrapKey, toPasskeyWrapContext, toPasswordWrapContext } from "./wrapKeys.ts";

export type OpenShareParameters = {
  readonly sealed: SealedShare;
  readonly accountId: Hex;
  /** x coordinate of the group key. */
  readonly publicKey: Hex;
  /** Encoded public key package, pinned beside the share. */
  readonly publicKeyPackage: Hex;
  readonly keyEpoch: number;
  readonly secret: SealSecret;
};

/**
 * Opens a sealed share and checks it against its public package. The caller zeroes `signingShare`.
 * @throws VaultOpenError, PasswordError ("wrong"), KeyPackageError (another package or key epoch)
 */
export async function openShare(parameters: OpenShareParameters): Promise<KeyPackage> {
  const { sealed, accountId, publicKey, keyEpoch } = parameters;
  const dataKey = await unwrapDataKey(parameters);
  let plaintext: Uint8Array<ArrayBuffer> | undefined;
  try {
    plaintext = await openAesGcm({
      key: await importDataKey(dataKey),
      sealed: hexToBytes(sealed.sealedShare),
      additionalData: toShareContext({ accountId, publicKey: hexToBytes(publicKey), keyEpoch }),
    });
    return decode(plaintext, parameters);
  } finally {
    zeroize(dataKey, plaintext);
  }
}

function decode(plaintext: Uint8Array, { publicKey, publicKeyPackage }: OpenShareParameters): KeyPackage {
  const keyPackage = decodeKeyPackage(plaintext);
  try {
    checkKeyPackage(keyPackage, decodePublicKeyPackage(hexToBytes(publicKeyPackage)));
    if (keyPackage.identifier !== 3 || bytesToHex(keyPackage.publicKey.subarray(1)) !== publicKey) {
      throw new VaultOpenError();
    }
    return keyPackage;
  } catch (error) {
    zeroize(keyPackage.signingShare);
    throw error;
  }
}

/** The 32-byte key that seals a share. Secret: the caller zeroes it. */
export async function unwrapDataKey({
  sealed,
  accountId: hex,
  secret,
}: Pick<OpenShareParameters, "accountId" | "sealed" | "secret">): Promise<Uint8Array<ArrayBuffer>> {
  const accountId = hexToBytes(hex);
  if (secret.kind === "passkey") {
    const wrap = sealed.wraps.find(({ credentialId }) => credentialId === secret.credentialId);
    if (!wrap) throw new VaultOpenError();
    const context = toPasskeyWrapContext({ accountId, credentialId: base64urlToBytes(secret.credentialId) });
    const key = await deriveWrapKey(secret.prf, context);
    return openAesGcm({ key, sealed: hexToBytes(wrap.wrapped), additionalData: context });
  }
  if (sealed.unlock.kind !== "password") throw new VaultOpenError();
  const salt = hexToBytes(sealed.unlock.salt);
  const derived = await derivePasswordSecret({ password: secret.password, salt, deviceKey: secret.deviceKey });
  try {
    const context = toPasswordWrapContext({ accountId, salt });
    const key = await deriveWrapKey(derived, context);
    return await openAesGcm({ key, sealed: hexToBytes(sealed.unlock.wrapped), additionalData: context });
  } catch (error) {
    throw error instanceof VaultOpenError ? new PasswordError({ reason: "wrong" }) : error;
  } finally {
    zeroize(derived);
  }
}
