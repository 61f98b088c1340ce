import { type Hex, hexToBytes as viemHexToBytes } from "viem";

/** Bytes of a hex string, in a buffer of their own, as WebCrypto's types ask for. */
export function hexToBytes(hex: Hex): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(viemHexToBytes(hex));
}

/** The same bytes in a buffer of their own. */
export function copyBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes);
}

/** Overwrites secrets with zeros; best effort, an engine may keep copies of its own. */
export function zeroize(...secrets: readonly (Uint8Array | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0);
}
