import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { signCheckpoint } from "@tandem/protocol";
import type pg from "pg";

const sha256 = (...parts: readonly Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** RFC 6962 section 2.1, word by word. */
export function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0]!;
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return sha256(Buffer.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

export type LogKey = { readonly publicKey: Uint8Array; sign(bytes: Uint8Array): Uint8Array };

/** What an operator has: the log's key. */
export function readLogKey(directory: string): LogKey {
  const { secret } = JSON.parse(readFileSync(join(directory, "keys/log.v1.json"), "utf8")) as { secret: string };
  const der = Buffer.concat([
    Buffer.from("302e020100300506032b657004220420", "hex"),
    Buffer.from(secret.slice(2), "hex"),
  ]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return { publicKey: new Uint8Array(spki.subarray(-32)), sign: (bytes) => sign(null, bytes, key) };
}

export type Entry = { readonly decision_id: number | null; readonly entry: Buffer };

export async function readEntries(pool: pg.Pool): Promise<readonly Entry[]> {
  const { rows } = await pool.query<Entry>("SELECT decision_id::int, entry FROM log_entries ORDER BY log_index");
  return rows;
}

/** Puts another log into the database, well formed and signed: what a dishonest operator can do. Up to 65,536 entries. */
export async function rewriteLog(pool: pg.Pool, entries: readonly Entry[], key: LogKey): Promise<void> {
  const { rows } = await pool.query<{ origin: string }>("SELECT origin FROM log_state");
  const hashes = entries.map(({ entry }) => sha256(Buffer.of(0), entry));
  const root = naiveRoot(hashes);
  const checkpoint = { origin: rows[0]!.origin, size: entries.length, root };
  const note = await signCheckpoint({ checkpoint, ...key });
  await pool.query("TRUNCATE log_entries, log_tiles");
  await pool.query(
    `INSERT INTO log_entries SELECT place - 1, decision_id, entry
      FROM unnest($1::bigint[], $2::bytea[]) WITH ORDINALITY AS new (decision_id, entry, place)`,
    [entries.map(({ decision_id }) => decision_id), entries.map(({ entry }) => entry)],
  );
  const full: Buffer[] = [];
  for (let index = 0; index * 256 < hashes.length; index++) {
    const tile = hashes.slice(index * 256, index * 256 + 256);
    await pool.query("INSERT INTO log_tiles VALUES (0, $1, $2)", [index, Buffer.concat(tile)]);
    if (tile.length === 256) full.push(naiveRoot(tile));
  }
  if (full.length > 0) await pool.query("INSERT INTO log_tiles VALUES (1, 0, $1)", [Buffer.concat(full)]);
  await pool.query("UPDATE log_state SET size = $1, root = $2, checkpoint = $3", [entries.length, root, note]);
}
