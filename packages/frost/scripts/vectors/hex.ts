import { bytesToHex } from "@noble/hashes/utils.js";

export function toHex(bytes: Uint8Array): string {
  return `0x${bytesToHex(bytes)}`;
}

export function wordHex(value: bigint): string {
  return `0x${value.toString(16).padStart(64, "0")}`;
}
