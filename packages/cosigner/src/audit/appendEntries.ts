import {
  hashLeaf,
  hashSubtree,
  openTree,
  signCheckpoint,
  splitHashes,
  type TreeHead,
  tileWidth,
  widthOfTile,
} from "@tandem/protocol";
import type { LogKey } from "../keys/index.ts";
import { type LogState, type Queryable, writeState } from "./state.ts";

export type NewEntry = {
  /** Null for a record of the log itself. */
  readonly decisionId: number | null;
  readonly entry: Uint8Array;
};

/**
 * Gives entries the next places in the log and signs the tree that follows. Runs in a transaction that holds the
 * sequencer's lock: all of it happens, or nothing.
 */
export async function appendEntries(
  transaction: Queryable,
  { state, entries, key }: { state: LogState; entries: readonly NewEntry[]; key: LogKey },
): Promise<LogState> {
  const edge = await loadEdge(transaction, state.size);
  const changed = new Map<string, EdgeTile>();
  for (const { entry } of entries) append(edge, changed, 0, hashLeaf(entry));
  const size = state.size + entries.length;
  const head = { origin: state.origin, size, root: await hashEdge(edge, size) };
  const note = await signCheckpoint({ checkpoint: head, publicKey: key.publicKey, sign: key.sign });
  await insertEntries(transaction, state.size, entries);
  await upsertTiles(transaction, [...changed.values()]);
  const next = { ...head, note };
  await writeState(transaction, next);
  return next;
}

/** The last tile of a level. */
type EdgeTile = { readonly level: number; readonly index: number; readonly hashes: Uint8Array[] };

/** The last, unfinished tile of every level: all a tree needs to grow. */
async function loadEdge(transaction: Queryable, size: number): Promise<EdgeTile[]> {
  const edge: EdgeTile[] = [];
  for (let level = 0; tileWidth ** level <= size; level++) {
    edge.push({ level, index: Math.floor(size / tileWidth ** (level + 1)), hashes: [] });
  }
  const { rows } = await transaction.query<{ level: number; hashes: Buffer }>(
    `SELECT level, hashes FROM log_tiles JOIN unnest($1::smallint[], $2::bigint[]) AS wanted (level, tile_index)
      USING (level, tile_index)`,
    [edge.map(({ level }) => level), edge.map(({ index }) => index)],
  );
  for (const { level, hashes } of rows) edge[level]?.hashes.push(...splitHashes(hashes));
  if (edge.some((tile) => tile.hashes.length !== widthOfTile(tile, size))) {
    throw new Error("The log's tiles are not those of its size.");
  }
  return edge;
}

function append(edge: EdgeTile[], changed: Map<string, EdgeTile>, level: number, hash: Uint8Array): void {
  let tile = edge[level] ?? { level, index: 0, hashes: [] };
  if (tile.hashes.length === tileWidth) tile = { level, index: tile.index + 1, hashes: [] };
  edge[level] = tile;
  tile.hashes.push(hash);
  changed.set(`${level}/${tile.index}`, tile);
  if (tile.hashes.length === tileWidth) append(edge, changed, level + 1, hashSubtree(tile.hashes));
}

/** A root needs unfinished tiles only: a finished one is a hash of the level above. */
function hashEdge(edge: readonly EdgeTile[], size: number): Promise<TreeHead["root"]> {
  const readTile = ({ level }: { level: number | "entries" }) => Buffer.concat(edge[Number(level)]?.hashes ?? []);
  return openTree({ size, readTile }).root();
}

async function insertEntries(transaction: Queryable, first: number, entries: readonly NewEntry[]): Promise<void> {
  await transaction.query(
    `INSERT INTO log_entries (log_index, decision_id, entry)
      SELECT $1 + place - 1, decision_id, entry
      FROM unnest($2::bigint[], $3::bytea[]) WITH ORDINALITY AS new (decision_id, entry, place)`,
    [first, entries.map(({ decisionId }) => decisionId), entries.map(({ entry }) => Buffer.from(entry))],
  );
}

async function upsertTiles(transaction: Queryable, tiles: readonly EdgeTile[]): Promise<void> {
  await transaction.query(
    `INSERT INTO log_tiles (level, tile_index, hashes) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])
      ON CONFLICT (level, tile_index) DO UPDATE SET hashes = excluded.hashes`,
    [
      tiles.map(({ level }) => level),
      tiles.map(({ index }) => index),
      tiles.map(({ hashes }) => Buffer.concat(hashes)),
    ],
  );
}
