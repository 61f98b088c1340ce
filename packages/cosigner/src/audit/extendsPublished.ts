import { explainsLoss, type LogRestore, openLogRestore, openTree, type TreeHead } from "@tandem/protocol";
import { readTile } from "./readTile.ts";
import { listRestores } from "./restores.ts";
import type { LogState, Queryable } from "./state.ts";

/** Whether the database's log has the published tree as its beginning. */
export async function extendsPublished(queryable: Queryable, state: LogState, published: TreeHead): Promise<boolean> {
  if (published.size > state.size) return false;
  const root = published.size === state.size ? state.root : await rootOf(queryable, published.size);
  return root !== undefined && Buffer.compare(root, published.root) === 0;
}

/** Whether a restore was declared that explains why it has not. */
export async function isLossDeclared(
  queryable: Queryable,
  published: TreeHead,
  publicKeys: readonly Uint8Array[],
): Promise<boolean> {
  const restores = await listRestores(queryable);
  return restores.some(({ note }) => {
    const restore = openRestore(note, publicKeys);
    return restore !== undefined && explainsLoss(restore, published);
  });
}

function openRestore(note: string, publicKeys: readonly Uint8Array[]): LogRestore | undefined {
  try {
    return openLogRestore({ note, publicKeys });
  } catch {
    return undefined;
  }
}

async function rootOf(queryable: Queryable, size: number): Promise<Uint8Array | undefined> {
  const missing = new Uint8Array();
  const tree = openTree({ size, readTile: async (tile) => (await readTile(queryable, tile)) ?? missing });
  return tree.root().catch(() => undefined);
}
