import { sha256 } from "@noble/hashes/sha2.js";
import { encodeParts } from "@tandem/frost";
import { bytesToHex, type Hex } from "viem";
import { copyBytes, hexToBytes } from "../../bytes.ts";
import { KitFormatError } from "../errors.ts";

/** Length of a compact kit: what the printed sheet holds. */
export const compactKitLength = 156;

export const kitVersion = 1;
const headerLength = 28;
const dayMs = 86_400_000;

/** A kit as it is kept. Nothing in it opens without its code; the header says which account it is of. */
export type Kit = {
  /** 156 bytes: version1 ‖ account id16 ‖ key epoch8 ‖ day made3 ‖ iv12 ‖ AES-256-GCM(share32 ‖ seed16 ‖ P.x32 ‖ address20). */
  readonly compact: Uint8Array<ArrayBuffer>;
  readonly accountId: Hex;
  readonly keyEpoch: number;
  /** Midnight UTC of the day it was made, in milliseconds since 1970. */
  readonly madeAt: number;
  /** iv12 ‖ AES-256-GCM of the details, in a file only. */
  readonly sealedDetails?: Uint8Array<ArrayBuffer> | undefined;
};

export type KitHeader = Pick<Kit, "accountId" | "keyEpoch" | "madeAt">;

/** The 28 bytes in front of the sealed part. */
export function encodeKitHeader({ accountId, keyEpoch, madeAt }: KitHeader): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(headerLength);
  const view = new DataView(header.buffer);
  header[0] = kitVersion;
  header.set(hexToBytes(accountId), 1);
  view.setBigUint64(17, BigInt(keyEpoch));
  const day = Math.floor(madeAt / dayMs);
  view.setUint8(25, day >> 16);
  view.setUint16(26, day & 0xffff);
  return header;
}

/** Reads the header of a compact kit. @throws KitFormatError */
export function decodeCompactKit(bytes: Uint8Array): Kit {
  const version = bytes[0];
  if (version !== undefined && version > kitVersion) throw new KitFormatError({ reason: "newer" });
  if (version !== kitVersion || bytes.length !== compactKitLength) throw new KitFormatError({ reason: "not-a-kit" });
  const compact = copyBytes(bytes);
  const view = new DataView(compact.buffer);
  const keyEpoch = view.getBigUint64(17);
  if (keyEpoch > BigInt(Number.MAX_SAFE_INTEGER)) throw new KitFormatError({ reason: "damaged" });
  return {
    compact,
    accountId: bytesToHex(compact.subarray(1, 17)),
    keyEpoch: Number(keyEpoch),
    madeAt: ((view.getUint8(25) << 16) | view.getUint16(26)) * dayMs,
  };
}

/** Header and sealed part. */
export function splitCompactKit(compact: Uint8Array<ArrayBuffer>) {
  return { header: compact.subarray(0, headerLength), sealed: compact.slice(headerLength) };
}

/** AAD of the sealed part: every byte in front of it. */
export function toKitContext(header: Uint8Array): Uint8Array<ArrayBuffer> {
  return copyBytes(encodeParts(["tandem/kit/v1", header]));
}

/** AAD of the details: they belong to this kit alone. */
export function toDetailsContext(compact: Uint8Array): Uint8Array<ArrayBuffer> {
  return copyBytes(encodeParts(["tandem/kit-details/v1", sha256(compact)]));
}
