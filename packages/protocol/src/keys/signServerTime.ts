import { base64urlToBytes } from "../bytes/base64url.ts";
import { encodeParts } from "../bytes/encodeParts.ts";
import { bytesToHex } from "../bytes/hex.ts";
import type { ServerTime } from "../schemas/problem.ts";
import type { SignEd25519 } from "./signKeyDocument.ts";

export type SignServerTimeParameters = {
  readonly nowMs: number;
  /** Nonce of the refused request, as in its Signature-Input. */
  readonly requestNonce: string;
  /** Ed25519 by the server's time key. */
  readonly sign: SignEd25519;
};

/** The time in a `clock_skew` answer, bound to one request so that it cannot be kept and replayed. */
export async function signServerTime({ nowMs, requestNonce, sign }: SignServerTimeParameters): Promise<ServerTime> {
  return { nowMs, signature: bytesToHex(await sign(serverTimeBytes(requestNonce, nowMs))) };
}

/** The signed bytes: "tandem/time/v1", request nonce, milliseconds. */
export function serverTimeBytes(requestNonce: string, nowMs: number): Uint8Array {
  return encodeParts(["tandem/time/v1", base64urlToBytes(requestNonce), nowMs]);
}
