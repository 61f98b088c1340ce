import { sha256 } from "@noble/hashes/sha2.js";
import type { Hex } from "viem";
import { encodeParts } from "../bytes/encodeParts.ts";
import { bytesToHex, hexToBytes } from "../bytes/hex.ts";

export type ToPairingIdParameters = { readonly keyId: Hex; readonly hpkeKey: Hex };

/**
 * Names a new device by what it holds: 16 bytes of SHA-256 over its request key and its HPKE key. Whoever gets it from
 * the device's own screen needs to believe nobody else which keys these are.
 */
export function toPairingId({ keyId, hpkeKey }: ToPairingIdParameters): Hex {
  const parts = ["tandem/pairing/v1", hexToBytes(keyId, 33), hexToBytes(hpkeKey, 32)];
  return bytesToHex(sha256(encodeParts(parts)).subarray(0, 16));
}
