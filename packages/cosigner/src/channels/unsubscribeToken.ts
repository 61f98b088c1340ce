import { createHmac, timingSafeEqual } from "node:crypto";
import { bytesToHex, type Hex, hexToBytes } from "viem";

/** channelId16 ‖ the first 16 bytes of HMAC-SHA-256, base64url: good for removing that channel, and for nothing else. */
export function createUnsubscribeToken(secret: Uint8Array, channelId: Hex): string {
  const id = hexToBytes(channelId);
  return Buffer.concat([id, sign(secret, id)]).toString("base64url");
}

/** The channel that a token removes, or undefined where it is not one of ours. */
export function readUnsubscribeToken(secret: Uint8Array, token: string): Hex | undefined {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length !== 32) return undefined;
  const id = bytes.subarray(0, 16);
  return timingSafeEqual(sign(secret, id), bytes.subarray(16)) ? bytesToHex(id) : undefined;
}

function sign(secret: Uint8Array, id: Uint8Array): Buffer {
  return createHmac("sha256", secret).update("tandem/unsubscribe/v1").update(id).digest().subarray(0, 16);
}
