import type { OpenedKit } from "@tandem/client/kit";
import {
  createOfflineSigner,
  type OfflineAccount,
  type OfflineSigner,
  SharesMismatchError,
} from "@tandem/client/offline";
import { checkKeyPackage, decodePublicKeyPackage, FrostError, type KeyPackage } from "@tandem/frost";
import { hexToBytes } from "viem";

// The secrets of this page, apart from anything that is drawn: React never sees them.
let kit: OpenedKit | undefined;
let signer: OfflineSigner | undefined;

export const randomBytes = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));

export function holdKit(opened: OpenedKit): void {
  kit?.close();
  kit = opened;
}

export function heldKit(): OpenedKit {
  if (!kit) throw new TypeError("The kit is not open.");
  return kit;
}

/**
 * Puts both parts of the key together. Takes the device's part over, whatever the outcome.
 * @throws SharesMismatchError
 */
export function joinShares(account: OfflineAccount, device: KeyPackage): void {
  const { accountId, publicKeyPackage, keyPackage } = heldKit();
  try {
    if (accountId !== account.accountId) throw new SharesMismatchError({ reason: "account" });
    checkKeyPackage(device, decodePublicKeyPackage(hexToBytes(publicKeyPackage)));
    signer?.close();
    signer = createOfflineSigner({ ...account, kit: keyPackage, device, randomBytes });
  } catch (error) {
    device.signingShare.fill(0);
    throw error instanceof FrostError ? new SharesMismatchError({ reason: "key" }) : error;
  }
}

export function holdSigner(next: OfflineSigner): void {
  signer?.close();
  signer = next;
}

export function heldSigner(): OfflineSigner {
  if (!signer) throw new TypeError("The key is not open.");
  return signer;
}

/** Whether the key can sign; it closes by itself after a while. */
export function isOpen(): boolean {
  return signer?.isOpen() ?? false;
}

export function forgetAll(): void {
  signer?.close();
  kit?.close();
  signer = undefined;
  kit = undefined;
}
