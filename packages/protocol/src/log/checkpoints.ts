import type { SignEd25519 } from "../keys/signKeyDocument.ts";
import { LogFormatError } from "./errors.ts";
import { base64ToBytes, bytesToBase64, openNote, signNote } from "./notes.ts";
import type { TreeHead } from "./verifyConsistency.ts";

/** What a log commits to: all its entries up to `size`. */
export type Checkpoint = TreeHead & {
  /** Names the log: host and path of its address. */
  readonly origin: string;
};

/** Signs a checkpoint as a note by the log's key (https://c2sp.org/tlog-checkpoint). */
export function signCheckpoint({
  checkpoint,
  publicKey,
  sign,
}: {
  readonly checkpoint: Checkpoint;
  /** The log's Ed25519 key, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly sign: SignEd25519;
}): Promise<string> {
  const { origin, size, root } = checkpoint;
  const text = `${origin}\n${size}\n${bytesToBase64(root)}\n`;
  return signNote({ text, key: { name: origin, publicKey }, sign });
}

/**
 * Opens a checkpoint signed by one of the log's keys. The origin is the note's own: the caller compares it with the one
 * it knows.
 *
 * @throws LogFormatError, LogSignatureError
 */
export function openCheckpoint({
  note,
  publicKeys,
}: {
  readonly note: string;
  readonly publicKeys: readonly Uint8Array[];
}): Checkpoint {
  const what = "checkpoint";
  const name = note.slice(0, Math.max(0, note.indexOf("\n")));
  const text = openNote({ note, keys: publicKeys.map((publicKey) => ({ name, publicKey })), what });
  const [origin = "", size = "", root = ""] = text.split("\n");
  return { origin, size: parseSize(size, what), root: parseRoot(root, what) };
}

/** A tree size in decimal, without leading zeros. */
export function parseSize(text: string, what: string): number {
  const size = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(size)) throw new LogFormatError(what);
  return size;
}

/** A root hash in base 64. */
export function parseRoot(text: string, what: string): Uint8Array {
  const root = base64ToBytes(text);
  if (root?.length !== 32) throw new LogFormatError(what);
  return root;
}
