import { bytesToHex } from "@tandem/protocol";
import type { KeyRecord } from "../storage/index.ts";

/** The key a device signs its requests with. */
export type RequestKey = Pick<KeyRecord, "keyId" | "requestKey">;

/** Makes a P-256 key whose private half the browser never shows, not even to this page. */
export async function createRequestKey(): Promise<RequestKey> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]);
  // SEC 1 section 2.3.3: 0x04 ‖ x ‖ y becomes 0x02 or 0x03, by the parity of y, ‖ x.
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  const compressed = point.slice(0, 33);
  compressed[0] = 2 + ((point[64] ?? 0) & 1);
  return { keyId: bytesToHex(compressed), requestKey: privateKey };
}
