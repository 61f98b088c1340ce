import {
  type Checkpoint,
  explainsLoss,
  hashLeaf,
  LogFormatError,
  type LogRestore,
  LogSignatureError,
  openCheckpoint,
  openLogRestore,
  openTree,
  TandemApiError,
  type Tree,
  type TreeHead,
  verifyConsistency,
  verifyInclusion,
} from "@tandem/protocol";
import { hexToBytes } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { getLogKeys, reloadConfig } from "../requests/index.ts";
import { fetchCheckpoint, fetchRestores, fetchTile } from "./fetchLog.ts";
import type { LogHead } from "./records.ts";

/** A checkpoint signed by the log's key, with the tree it commits to. */
export type ShownLog = { readonly note: string; readonly checkpoint: Checkpoint; readonly tree: Tree };

/** A root that is believed, with the tree it commits to. */
export type VerifiedLog = { readonly checkpoint: TreeHead; readonly tree: Tree };

/**
 * Asks for the newest checkpoint and opens it.
 * @returns the checkpoint; or, where no key of the log has signed it, only the note.
 * @throws ServiceUnreachableError
 */
export async function readHead(context: ClientContext): Promise<ShownLog | { readonly note: string }> {
  const shown = await readSigned(context);
  if ("checkpoint" in shown) return shown;
  // The log's key may have changed since this page last asked, or just now: once more with all of it read anew.
  await reloadConfig(context);
  return readSigned(context);
}

async function readSigned(context: ClientContext): Promise<ShownLog | { readonly note: string }> {
  const [note, publicKeys] = await Promise.all([fetchCheckpoint(context), getLogKeys(context)]);
  try {
    const checkpoint = openCheckpoint({ note, publicKeys });
    return { note, checkpoint, tree: treeOf(context, checkpoint.size) };
  } catch (error) {
    if (error instanceof LogSignatureError || error instanceof LogFormatError) return { note };
    throw error;
  }
}

/** Whether the log still begins with the tree this device has verified. */
export async function isExtension({ checkpoint, tree }: ShownLog, known: TreeHead): Promise<boolean> {
  if (known.size > checkpoint.size) return false;
  const proof = await unlessRefused(tree.proveConsistency(known.size));
  return proof !== undefined && verifyConsistency({ from: known, to: checkpoint, proof });
}

/** The tree that this device has verified last. */
export function openVerified(context: ClientContext, { latest: { size, root } }: LogHead): VerifiedLog {
  return { checkpoint: { size, root: hexToBytes(root) }, tree: treeOf(context, size) };
}

function treeOf(context: ClientContext, size: number): Tree {
  return openTree({ size, readTile: (tile) => fetchTile(context, tile) });
}

/** Whether the log has this hash at this place. */
export async function hasLeaf(
  { checkpoint, tree }: VerifiedLog,
  leaf: { readonly leafHash: Uint8Array; readonly index: number },
): Promise<boolean> {
  if (leaf.index >= checkpoint.size) return false;
  const proof = await unlessRefused(tree.proveInclusion(leaf.index));
  return proof !== undefined && verifyInclusion({ ...leaf, ...checkpoint, proof });
}

/** A restore that explains why the log does not extend the known tree, signed by the log's key and part of the log. */
export async function findRestore(
  context: ClientContext,
  shown: ShownLog,
  known: TreeHead,
): Promise<{ readonly restore: LogRestore; readonly note: string } | undefined> {
  const [items, publicKeys] = await Promise.all([fetchRestores(context), getLogKeys(context)]);
  for (const { index, note } of items) {
    const restore = openRestore(note, publicKeys);
    const { origin } = shown.checkpoint;
    if (restore?.origin !== origin || restore.kept.size !== index || !explainsLoss(restore, known)) continue;
    const leafHash = hashLeaf(new TextEncoder().encode(note));
    if ((await hasLeaf(shown, { leafHash, index })) && (await isExtension(shown, restore.kept))) {
      return { restore, note };
    }
  }
  return undefined;
}

function openRestore(note: string, publicKeys: readonly Uint8Array[]): LogRestore | undefined {
  try {
    return openLogRestore({ note, publicKeys });
  } catch {
    return undefined;
  }
}

/** A tile that the log does not have, or that is none, is a proof it cannot give. An outage stays an outage. */
async function unlessRefused<proof>(work: Promise<proof>): Promise<proof | undefined> {
  try {
    return await work;
  } catch (error) {
    const isRefused = error instanceof TandemApiError && error.code === "unknown_id";
    if (isRefused || error instanceof LogFormatError) return undefined;
    throw error;
  }
}
