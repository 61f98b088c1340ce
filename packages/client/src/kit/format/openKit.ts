import {
  checkKeyPackage,
  decodeKeyPackage,
  decodePublicKeyPackage,
  derivePublicKeyPackage,
  encodePublicKeyPackage,
  FrostError,
  type KeyPackage,
  type PublicKeyPackage,
} from "@tandem/frost";
import { type Address, bytesToHex, type Hex, isAddressEqual } from "viem";
import { hexToBytes, zeroize } from "../../bytes.ts";
import { VaultOpenError } from "../../errors.ts";
import { openAesGcm } from "../../vault/index.ts";
import { KitFormatError, KitOpenError } from "../errors.ts";
import { type Kit, type KitHeader, splitCompactKit, toDetailsContext, toKitContext } from "./compactKit.ts";
import { KitDetails } from "./details.ts";
import { parseKitCode } from "./kitCode.ts";
import { deriveKitKey, deriveKitKeys, type KitKeys } from "./kitKeys.ts";

export type OpenKitParameters = {
  readonly kit: Kit;
  /** As it was typed. */
  readonly code: string;
};

/** An open kit: share 2 in memory. Call `close` as soon as it was used. */
export type OpenedKit = KitHeader &
  KitKeys & {
    readonly address: Address;
    /** x coordinate of the group key. */
    readonly publicKey: Hex;
    /** Share 2. Secret. */
    readonly keyPackage: KeyPackage;
    /** Holders 1, 2 and 3, encoded. Follows from the share and P, so that a sheet has it too. */
    readonly publicKeyPackage: Hex;
    /** From a file; a sheet has none. */
    readonly details: KitDetails | undefined;
    /** Zeroes every secret. Safe to call twice. */
    readonly close: () => void;
  };

/**
 * Opens a kit with its code and checks that its parts belong together. Asks nobody.
 *
 * @throws KitCodeError for a code that cannot be right, KitOpenError for the code of another kit, KitFormatError
 */
export async function openKit({ kit, code: text }: OpenKitParameters): Promise<OpenedKit> {
  const code = parseKitCode(text);
  let plaintext: Uint8Array<ArrayBuffer> | undefined;
  try {
    const { header, sealed } = splitCompactKit(kit.compact);
    const key = await deriveKitKey(code, "share", kit.accountId);
    plaintext = await openAesGcm({ key, sealed, additionalData: toKitContext(header) });
    const details = kit.sealedDetails && (await openDetails(kit, kit.sealedDetails, code));
    return await toOpenedKit(kit, plaintext, details);
  } catch (error) {
    throw error instanceof VaultOpenError ? new KitOpenError() : error;
  } finally {
    zeroize(code, plaintext);
  }
}

async function openDetails(
  { accountId, compact }: Kit,
  sealed: Uint8Array<ArrayBuffer>,
  code: Uint8Array<ArrayBuffer>,
): Promise<KitDetails> {
  const key = await deriveKitKey(code, "details", accountId);
  const json = await openAesGcm({ key, sealed, additionalData: toDetailsContext(compact) });
  const parsed = KitDetails.safeParse(JSON.parse(new TextDecoder().decode(json)));
  if (!parsed.success) throw new KitFormatError({ reason: "damaged" });
  return parsed.data;
}

async function toOpenedKit(kit: Kit, plaintext: Uint8Array, details: KitDetails | undefined): Promise<OpenedKit> {
  const { accountId, keyEpoch, madeAt } = kit;
  const keys = await deriveKitKeys(plaintext.subarray(32, 48));
  const encoded = Uint8Array.of(1, 2, ...plaintext.subarray(0, 32), 2, ...plaintext.subarray(48, 80));
  let keyPackage: KeyPackage | undefined;
  const close = () => zeroize(keyPackage?.signingShare, keys.hpke.privateKey);
  try {
    keyPackage = decodeKeyPackage(encoded);
    const publicKeyPackage = derivePublicKeyPackage(keyPackage, [1, 2, 3]);
    const opened = {
      accountId,
      keyEpoch,
      madeAt,
      ...keys,
      address: bytesToHex(plaintext.subarray(80, 100)),
      publicKey: bytesToHex(plaintext.subarray(48, 80)),
      keyPackage,
      publicKeyPackage: bytesToHex(encodePublicKeyPackage(publicKeyPackage)),
      details,
      close,
    };
    if (details) assertDetails(opened, details, publicKeyPackage);
    return opened;
  } catch (error) {
    close();
    throw error instanceof FrostError ? new KitFormatError({ reason: "damaged" }) : error;
  } finally {
    zeroize(encoded);
  }
}

/** Whoever sealed them had the code: what disagrees was made by a fault, not by a stranger. */
function assertDetails(opened: OpenedKit, details: KitDetails, derived: PublicKeyPackage): void {
  checkKeyPackage(opened.keyPackage, derived);
  const pinned = decodePublicKeyPackage(hexToBytes(details.publicKeyPackage));
  const isSame =
    details.accountId === opened.accountId &&
    details.keyEpoch === opened.keyEpoch &&
    details.publicKey === opened.publicKey &&
    isAddressEqual(details.address, opened.address) &&
    details.requestKeyId === opened.requestKey.keyId &&
    details.hpkeKey === bytesToHex(opened.hpke.publicKey) &&
    pinned.commitments.every(
      (commitment, i) => bytesToHex(commitment) === bytesToHex(derived.commitments[i] ?? commitment),
    );
  if (!isSame) throw new KitFormatError({ reason: "damaged" });
}
