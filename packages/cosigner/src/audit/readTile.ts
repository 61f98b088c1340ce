import { type Tile, tileWidth } from "@tandem/protocol";
import type { Statement } from "../store/index.ts";
import type { Queryable } from "./state.ts";

const hashes: Statement = {
  name: "log-tile",
  text: `SELECT substring(hashes FROM 1 FOR $3) AS bytes FROM log_tiles
    WHERE level = $1 AND tile_index = $2 AND octet_length(hashes) >= $3`,
};

const entries: Statement = {
  name: "log-entries",
  text: "SELECT entry FROM log_entries WHERE log_index BETWEEN $1 AND $2 ORDER BY log_index",
};

/** The bytes of a tile or of a bundle of entries, as tlog-tiles serves them; undefined when the log has none such. */
export async function readTile(queryable: Queryable, { level, index, width }: Tile): Promise<Uint8Array | undefined> {
  if (level !== "entries") {
    const { rows } = await queryable.query<{ bytes: Buffer }>({ ...hashes, values: [level, index, width * 32] });
    return rows[0]?.bytes;
  }
  const first = index * tileWidth;
  const values = [first, first + width - 1];
  const { rows } = await queryable.query<{ entry: Buffer }>({ ...entries, values });
  if (rows.length !== width) return undefined;
  return Buffer.concat(rows.flatMap(({ entry }) => [lengthOf(entry), entry]));
}

function lengthOf(entry: Buffer): Buffer {
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(entry.length);
  return prefix;
}
