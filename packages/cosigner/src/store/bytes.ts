import { bytesToHex } from "@tandem/protocol";
import type { Hex } from "viem";

/** Hex that a schema has checked, as a database parameter. */
export function toBytes(hex: Hex): Buffer {
  return Buffer.from(hex.slice(2), "hex");
}

export function toHex(bytes: Uint8Array): Hex {
  return Buffer.isBuffer(bytes) ? `0x${bytes.toString("hex")}` : bytesToHex(bytes);
}
