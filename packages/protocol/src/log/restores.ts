import type { SignEd25519 } from "../keys/signKeyDocument.ts";
import { parseRoot, parseSize } from "./checkpoints.ts";
import { LogFormatError } from "./errors.ts";
import { isEqualHash } from "./hashes.ts";
import { bytesToBase64, openNote, signNote } from "./notes.ts";
import type { TreeHead } from "./verifyConsistency.ts";

/**
 * The service's word that its database was restored from a backup: entries from `kept.size` up to `published.size` are
 * lost. It is itself the entry at index `kept.size`, so whoever sees the new log sees it.
 */
export type LogRestore = {
  readonly origin: string;
  /** The tree that the restored database holds. */
  readonly kept: TreeHead;
  /** The last checkpoint that was published before. */
  readonly published: TreeHead;
  /** Unix milliseconds of the declaration. */
  readonly timeMs: number;
};

const tag = "tandem/log-restore/v1";
const what = "restore record";

/** Signs a restore record as a note by the log's key. Its UTF-8 bytes are the entry. */
export function signLogRestore({
  restore,
  publicKey,
  sign,
}: {
  readonly restore: LogRestore;
  readonly publicKey: Uint8Array;
  readonly sign: SignEd25519;
}): Promise<string> {
  const { origin, kept, published, timeMs } = restore;
  const lines = [tag, origin, ...toLines(kept), ...toLines(published), timeMs];
  return signNote({ text: `${lines.join("\n")}\n`, key: { name: origin, publicKey }, sign });
}

/**
 * Opens a restore record signed by one of the log's keys.
 *
 * @throws LogFormatError, LogSignatureError
 */
export function openLogRestore({
  note,
  publicKeys,
}: {
  readonly note: string;
  readonly publicKeys: readonly Uint8Array[];
}): LogRestore {
  const [, name = ""] = note.split("\n", 2);
  const text = openNote({ note, keys: publicKeys.map((publicKey) => ({ name, publicKey })), what });
  const [version, origin, keptSize, keptRoot, size, root, timeMs, end, ...more] = text.split("\n");
  if (version !== tag || origin === undefined || end !== "" || more.length > 0) throw new LogFormatError(what);
  const restore = {
    origin,
    kept: { size: parseSize(keptSize ?? "", what), root: parseRoot(keptRoot ?? "", what) },
    published: { size: parseSize(size ?? "", what), root: parseRoot(root ?? "", what) },
    timeMs: parseSize(timeMs ?? "", what),
  };
  if (restore.kept.size > restore.published.size) throw new LogFormatError(what);
  return restore;
}

/**
 * Whether this restore explains why a tree that was seen is no beginning of the log any more: it reached into what was
 * lost, and not beyond what was published.
 */
export function explainsLoss({ kept, published }: LogRestore, seen: TreeHead): boolean {
  if (seen.size <= kept.size || seen.size > published.size) return false;
  return seen.size < published.size || isEqualHash(seen.root, published.root);
}

function toLines({ size, root }: TreeHead): readonly string[] {
  return [String(size), bytesToBase64(root)];
}
