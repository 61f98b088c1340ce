import { encodeParts } from "../bytes/encodeParts.ts";
import { bytesToHex, hexToBytes } from "../bytes/hex.ts";
import type { SignEd25519 } from "../keys/signKeyDocument.ts";
import { verifyEd25519 } from "../keys/verifyEd25519.ts";
import type { LogPromise } from "../schemas/log.ts";
import { LogSignatureError } from "./errors.ts";

/** The longest a decision waits for its place in the log. */
export const longestSequencingMs = 10_000;

/** A decision's leaf, 32 bytes, and until when it will have its place. */
export type PromisedLeaf = { readonly leaf: Uint8Array; readonly sequencedBefore: number };

/** Signs the promise that a leaf is in the log before a time, Unix milliseconds. */
export async function signLogPromise({
  leaf,
  sequencedBefore,
  sign,
}: PromisedLeaf & { readonly sign: SignEd25519 }): Promise<LogPromise> {
  const signature = await sign(promiseBytes({ leaf, sequencedBefore }));
  return { sequencedBefore, signature: bytesToHex(signature) };
}

/**
 * Checks that one of the log's keys has signed the promise for this leaf.
 *
 * @throws LogSignatureError
 */
export function verifyLogPromise({
  leaf,
  promise,
  publicKeys,
}: {
  readonly leaf: Uint8Array;
  readonly promise: LogPromise;
  readonly publicKeys: readonly Uint8Array[];
}): void {
  const bytes = promiseBytes({ leaf, sequencedBefore: promise.sequencedBefore });
  const signature = hexToBytes(promise.signature);
  if (!publicKeys.some((key) => verifyEd25519(signature, bytes, key))) throw new LogSignatureError("promise");
}

/** Begins with the length of its tag, a control character, so it is never the text of a note. */
function promiseBytes({ leaf, sequencedBefore }: PromisedLeaf): Uint8Array {
  return encodeParts(["tandem/log-promise/v1", leaf, sequencedBefore]);
}
