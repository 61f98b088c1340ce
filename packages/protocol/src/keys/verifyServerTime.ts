import { hexToBytes } from "../bytes/hex.ts";
import type { ServerTime } from "../schemas/problem.ts";
import { ServerTimeError } from "./errors.ts";
import { serverTimeBytes } from "./signServerTime.ts";
import { verifyEd25519 } from "./verifyEd25519.ts";

export type VerifyServerTimeParameters = {
  readonly time: ServerTime;
  /** Nonce of the request that was refused, base64url. */
  readonly requestNonce: string;
  /** From `verifyKeyDocument` with purpose `time`, 32 bytes. */
  readonly timeKey: Uint8Array;
};

/**
 * Checks the server's time before the device corrects its clock by it.
 *
 * @returns Unix milliseconds.
 * @throws ServerTimeError.
 */
export function verifyServerTime({ time, requestNonce, timeKey }: VerifyServerTimeParameters): number {
  if (!verifyEd25519(hexToBytes(time.signature), serverTimeBytes(requestNonce, time.nowMs), timeKey)) {
    throw new ServerTimeError();
  }
  return time.nowMs;
}
