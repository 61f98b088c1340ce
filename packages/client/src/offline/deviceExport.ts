import { sha256 } from "@noble/hashes/sha2.js";
import { decodeKeyPackage, encodeKeyPackage, encodeParts, FrostError, type KeyPackage } from "@tandem/frost";
import {
  AccountId,
  base64url,
  base64urlToBytes,
  bytesToBase64url,
  DisplayName,
  EvmAddress,
  hex,
  hexUpTo,
  KeyEpoch,
  KitUpdate,
  Recovered,
  Rotation,
} from "@tandem/protocol";
import type { Hex } from "viem";
import { z } from "zod";
import { copyBytes, hexToBytes, zeroize } from "../bytes.ts";
import { VaultOpenError } from "../errors.ts";
import { createKitCode, formatKitCode, KitChain, parseKitCode } from "../kit/index.ts";
import { openAesGcm, type RandomBytes, sealAesGcm } from "../vault/index.ts";
import { DeviceExportError } from "./errors.ts";
import type { OfflineAccount, RenewedShares } from "./types.ts";

const format = "tandem-device-export";
const version = 1;
const maxFileLength = 1_000_000;

const DeviceExportFile = z.object({
  format: z.literal(format),
  version: z.literal(version),
  accountId: AccountId,
  keyEpoch: KeyEpoch,
  share: base64url(1024),
  details: base64url(900_000),
  checksum: base64url(64),
});
const Named = z.object({ format: z.literal(format), version: z.int() });

const ExportDetails = z.object({
  accountId: AccountId,
  name: DisplayName,
  address: EvmAddress,
  publicKey: hex(32),
  keyEpoch: KeyEpoch,
  birthKey: hex(32),
  configHash: hex(32),
  salt: hex(32),
  rotations: z.array(Rotation).max(64),
  recovered: Recovered.optional(),
  chains: z.array(KitChain).max(64),
  /** Of the share inside, and what brings an older kit's share to it; absent where the shares were never renewed. */
  renewed: z.object({ publicKeyPackage: hexUpTo(1024, 1), kitUpdates: z.array(KitUpdate).max(64) }).optional(),
});

export type SealDeviceExportParameters = {
  readonly account: OfflineAccount;
  readonly chains: readonly KitChain[];
  readonly renewed?: RenewedShares | undefined;
  /** Share 3. Zeroed by the caller. */
  readonly keyPackage: KeyPackage;
  readonly randomBytes: RandomBytes;
};

export type SealedDeviceExport = {
  /** JSON, UTF-8. */
  readonly file: Uint8Array<ArrayBuffer>;
  /** Seven groups of five characters. Secret: shown once. */
  readonly code: string;
};

/**
 * Share 3 under a code of its own, to be kept apart from the backup kit: both files with both codes are the key. For the
 * recovery page from disk, where neither this browser nor its passkey is there.
 *
 * key(purpose) = HKDF-SHA256(code, "tandem/device-export-key/v1" ‖ purpose ‖ account id), AES-256-GCM with
 * AAD "tandem/device-export/v1" ‖ purpose ‖ account id ‖ key epoch.
 */
export async function sealDeviceExport(parameters: SealDeviceExportParameters): Promise<SealedDeviceExport> {
  const { account, chains, renewed, keyPackage, randomBytes } = parameters;
  const { accountId, keyEpoch } = account;
  const details = ExportDetails.parse({ ...account, chains, renewed });
  const code = createKitCode(randomBytes);
  const encoded = encodeKeyPackage(keyPackage);
  const plaintext = copyBytes(encoded);
  try {
    const seal = async (purpose: Purpose, bytes: Uint8Array<ArrayBuffer>) =>
      sealAesGcm({
        key: await deriveKey(code, purpose, accountId),
        plaintext: bytes,
        additionalData: toContext(purpose, accountId, keyEpoch),
        randomBytes,
      });
    const share = await seal("share", plaintext);
    const sealedDetails = await seal("details", copyBytes(new TextEncoder().encode(JSON.stringify(details))));
    const file = {
      format,
      version,
      about:
        "Device export of a Tandem account. It opens with its code on the recovery page. Keep it apart from the kit.",
      accountId,
      keyEpoch,
      share: bytesToBase64url(share),
      details: bytesToBase64url(sealedDetails),
      checksum: bytesToBase64url(checksumOf(share, sealedDetails)),
    };
    return {
      file: copyBytes(new TextEncoder().encode(`${JSON.stringify(file, null, 2)}\n`)),
      code: formatKitCode(code),
    };
  } finally {
    zeroize(code, encoded, plaintext);
  }
}

export type DeviceExport = z.infer<typeof DeviceExportFile>;

/** Reads a device export without opening it. @throws DeviceExportError */
export function parseDeviceExport(bytes: Uint8Array): DeviceExport {
  const json = bytes.length > maxFileLength ? undefined : readJson(bytes);
  const named = Named.safeParse(json);
  if (!named.success) {
    const looksLikeOne = new TextDecoder().decode(bytes.subarray(0, 200)).includes(format);
    throw new DeviceExportError({ reason: looksLikeOne ? "damaged" : "not-an-export" });
  }
  if (named.data.version > version) throw new DeviceExportError({ reason: "newer" });
  const file = DeviceExportFile.safeParse(json);
  if (!file.success) throw new DeviceExportError({ reason: "damaged" });
  if (!isWhole(file.data)) throw new DeviceExportError({ reason: "damaged" });
  return file.data;
}

function isWhole({ share, details, checksum }: DeviceExport): boolean {
  try {
    return bytesToBase64url(checksumOf(base64urlToBytes(share), base64urlToBytes(details))) === checksum;
  } catch {
    // Characters that no encoder writes.
    return false;
  }
}

export type OpenedDeviceExport = {
  readonly account: OfflineAccount;
  readonly chains: readonly KitChain[];
  readonly renewed?: RenewedShares | undefined;
  /** Share 3. Secret: zero it. */
  readonly keyPackage: KeyPackage;
};

/**
 * Opens a device export with its code. Asks nobody.
 * @throws KitCodeError for a code that cannot be right, DeviceExportError for another one or damage
 */
export async function openDeviceExport(file: DeviceExport, text: string): Promise<OpenedDeviceExport> {
  const { accountId, keyEpoch } = file;
  const code = parseKitCode(text);
  let plaintext: Uint8Array<ArrayBuffer> | undefined;
  try {
    const open = async (purpose: Purpose, sealed: string) =>
      openAesGcm({
        key: await deriveKey(code, purpose, accountId),
        sealed: copyBytes(base64urlToBytes(sealed)),
        additionalData: toContext(purpose, accountId, keyEpoch),
      });
    plaintext = await open("share", file.share);
    const json: unknown = JSON.parse(new TextDecoder().decode(await open("details", file.details)));
    const details = ExportDetails.safeParse(json);
    if (!details.success) throw new DeviceExportError({ reason: "damaged" });
    const { chains, renewed, ...account } = details.data;
    const keyPackage = decodeKeyPackage(plaintext);
    return { account, chains, renewed, keyPackage };
  } catch (error) {
    if (error instanceof VaultOpenError) throw new DeviceExportError({ reason: "code" });
    throw error instanceof FrostError ? new DeviceExportError({ reason: "damaged" }) : error;
  } finally {
    zeroize(code, plaintext);
  }
}

type Purpose = "share" | "details";

async function deriveKey(code: Uint8Array<ArrayBuffer>, purpose: Purpose, accountId: Hex): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", code, "HKDF", false, ["deriveKey"]);
  const info = copyBytes(encodeParts(["tandem/device-export-key/v1", purpose, hexToBytes(accountId)]));
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

function toContext(purpose: Purpose, accountId: Hex, keyEpoch: number): Uint8Array<ArrayBuffer> {
  return copyBytes(encodeParts(["tandem/device-export/v1", purpose, hexToBytes(accountId), keyEpoch]));
}

function checksumOf(share: Uint8Array, details: Uint8Array): Uint8Array {
  return sha256(encodeParts(["tandem/device-export-file/v1", share, details]));
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
