import { type OpenedKit, updateKit } from "@tandem/client/kit";
import {
  createOfflineSigner,
  type OfflineAccount,
  type OfflineSigner,
  type RenewedShares,
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

export type DevicePart = { readonly keyPackage: KeyPackage; readonly renewed?: RenewedShares | undefined };

/**
 * Puts both parts of the key together; a kit from before a renewal of the parts is brought along. Takes the device's part
 * over, whatever the outcome.
 * @throws SharesMismatchError, KitOutdatedError
 */
export async function joinShares(account: OfflineAccount, { keyPackage: device, renewed }: DevicePart): Promise<void> {
  try {
    if (heldKit().accountId !== account.accountId) throw new SharesMismatchError({ reason: "account" });
    const { publicKeyPackage, keyPackage } = await bringAlong(heldKit(), account.keyEpoch, renewed);
    checkKeyPackage(device, decodePublicKeyPackage(hexToBytes(publicKeyPackage)));
    signer?.close();
    signer = createOfflineSigner({ ...account, kit: keyPackage, device, randomBytes });
    // From here on the signer alone holds the kit's part, and for its time only.
    heldKit().close();
  } catch (error) {
    device.signingShare.fill(0);
    throw error instanceof FrostError ? new SharesMismatchError({ reason: "key" }) : error;
  }
}

/** The kit as it opened stays held: after a failure the next try begins with it. */
async function bringAlong(
  opened: OpenedKit,
  keyEpoch: number,
  renewed: RenewedShares | undefined,
): Promise<Pick<OpenedKit, "keyPackage" | "publicKeyPackage">> {
  const signingShare = Uint8Array.from(opened.keyPackage.signingShare);
  const copy = { ...opened, keyPackage: { ...opened.keyPackage, signingShare }, close: () => signingShare.fill(0) };
  if (!renewed || opened.keyEpoch >= keyEpoch) return copy;
  const { publicKeyPackage, kitUpdates: updates } = renewed;
  return updateKit({ opened: copy, updates, keyEpoch, publicKeyPackage });
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
