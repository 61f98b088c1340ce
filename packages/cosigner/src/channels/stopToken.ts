import { bytesToHex, type Hex, hexToBytes } from "viem";

type Stop = { readonly channelId: Hex; readonly stopToken: Uint8Array };

/** channelId16 ‖ 16 random bytes of the channel, base64url: stops its messages, and nothing else. */
export function createStopToken({ channelId, stopToken }: Stop): string {
  return Buffer.concat([hexToBytes(channelId), stopToken]).toString("base64url");
}

/** The two parts of a token, or undefined where it is none. */
export function readStopToken(token: string): Stop | undefined {
  const bytes = new Uint8Array(Buffer.from(token, "base64url"));
  return bytes.length === 32 ? { channelId: bytesToHex(bytes.slice(0, 16)), stopToken: bytes.slice(16) } : undefined;
}
