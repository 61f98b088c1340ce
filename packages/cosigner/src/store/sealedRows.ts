import type pg from "pg";
import type { Kek } from "../keys/index.ts";
import type { Database } from "./database.ts";

/**
 * A table whose rows hold a data key under the KEK, in `wrapped_key` and `kek_version`, bound to the row's `account_id` and
 * a key epoch. A new one gets an entry here: a test compares these lists with the schema.
 */
export type SealedTable = {
  readonly table: string;
  /** Primary key, in its order. */
  readonly key: readonly string[];
  /** SQL of the key epoch it is bound to. */
  readonly keyEpoch: string;
  /** Where a row has more than one: other columns than `kek_version` and `wrapped_key`. */
  readonly columns?: { readonly version: string; readonly wrapped: string };
};

export const sealedTables: readonly SealedTable[] = [
  { table: "server_shares", key: ["account_id", "key_epoch"], keyEpoch: "t.key_epoch" },
  { table: "rotations", key: ["rotation_id"], keyEpoch: "t.key_epoch" },
  { table: "refreshes", key: ["account_id"], keyEpoch: "t.key_epoch + 1" },
  {
    table: "refreshes",
    key: ["account_id"],
    keyEpoch: "t.key_epoch",
    columns: { version: "seed_kek_version", wrapped: "seed_wrapped" },
  },
  // Outlives every change of the key.
  { table: "second_factors", key: ["account_id"], keyEpoch: "0" },
];

/** Tables whose rows end by themselves, at `expires_at`: they are counted and not wrapped anew. */
export const transientTables: readonly string[] = ["dkg_sessions"];

export type RewrapProgress = { readonly table: string; readonly rows: number };

/** Account, key epoch, KEK version, wrapped key, then the primary key. */
type Row = [Buffer, number, number, Buffer, ...unknown[]];

const batchSize = 200;

/**
 * Wraps the data keys of all sealed rows under the KEK version in use; what they seal stays as it is. Works in small
 * transactions along the primary key: ended anywhere it is simply started again, several may run at once (each takes
 * what the others have not locked), and nobody who reads waits for it.
 *
 * @returns how many rows it wrapped anew.
 */
export async function rewrapRows(
  database: Database,
  kek: Kek,
  onProgress: (progress: RewrapProgress) => void = () => undefined,
): Promise<number> {
  let total = 0;
  for (const sealed of sealedTables) {
    let rows = 0;
    let after: readonly unknown[] | undefined;
    for (;;) {
      const batch = await database.withConnection((connection) => rewrapBatch(connection, { kek, sealed, after }));
      if (batch.last === undefined) break;
      after = batch.last;
      rows += batch.rows;
      onProgress({ table: sealed.table, rows });
    }
    total += rows;
  }
  return total;
}

type Batch = { readonly kek: Kek; readonly sealed: SealedTable; readonly after: readonly unknown[] | undefined };

async function rewrapBatch(
  connection: pg.PoolClient,
  { kek, sealed, after }: Batch,
): Promise<{ readonly rows: number; readonly last: readonly unknown[] | undefined }> {
  const { table, key } = sealed;
  const { version } = kek;
  const place = key.map((_, index) => `$${index + 2}`).join(", ");
  await connection.query("BEGIN");
  try {
    const columns = [
      "t.account_id",
      sealed.keyEpoch,
      `t.${columnsOf(sealed).version}`,
      `t.${columnsOf(sealed).wrapped}`,
      ...key.map((name) => `t.${name}`),
    ];
    const { rows } = await connection.query<Row>({
      text: `SELECT ${columns.join(", ")} FROM ${table} t
        WHERE ${columnsOf(sealed).wrapped} IS NOT NULL AND ${columnsOf(sealed).version} <> $1 ${after ? `AND (${key.join(", ")}) > (${place})` : ""}
        ORDER BY ${key.join(", ")} LIMIT ${batchSize} FOR UPDATE OF t SKIP LOCKED`,
      values: [version, ...(after ?? [])],
      rowMode: "array",
    });
    for (const [accountId, keyEpoch, kekVersion, wrapped, ...ofRow] of rows) {
      const context = { accountId, keyEpoch };
      const dataKey = await kek.unwrap({ kekVersion, wrapped }, context);
      const next = await kek.wrap(dataKey, context).finally(() => dataKey.fill(0));
      const where = key.map((column, index) => `${column} = $${index + 3}`).join(" AND ");
      await connection.query(
        `UPDATE ${table} SET ${columnsOf(sealed).version} = $1, ${columnsOf(sealed).wrapped} = $2 WHERE ${where}`,
        [next.kekVersion, next.wrapped, ...ofRow],
      );
    }
    await connection.query("COMMIT");
    return { rows: rows.length, last: rows.at(-1)?.slice(4) };
  } catch (error) {
    await connection.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

function columnsOf({ columns }: SealedTable) {
  return columns ?? { version: "kek_version", wrapped: "wrapped_key" };
}

/** How many rows each version of the KEK has wrapped, key generations under way included. */
export async function countSealedRows(database: Database): Promise<ReadonlyMap<number, number>> {
  const lasting = sealedTables.map((sealed) => {
    const { version, wrapped } = columnsOf(sealed);
    return `SELECT ${version} AS kek_version FROM ${sealed.table} WHERE ${wrapped} IS NOT NULL`;
  });
  const transient = transientTables.map((table) => `SELECT kek_version FROM ${table} WHERE expires_at > now()`);
  const each = [...lasting, ...transient].join(" UNION ALL ");
  const rows = await database.query<{ kek_version: number; count: number }>(
    {
      name: "count-sealed-rows",
      text: `SELECT kek_version, count(*)::int AS count FROM (${each}) AS sealed GROUP BY kek_version`,
    },
    [],
  );
  return new Map(rows.map(({ kek_version, count }) => [kek_version, count]));
}

/** Key generations under way whose shares will be sealed to a version of the HPKE key. */
export async function countHpkeSessions(database: Database, version: number): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    {
      name: "count-hpke-sessions",
      text: "SELECT count(*)::int AS count FROM dkg_sessions WHERE hpke_version = $1 AND expires_at > now()",
    },
    [version],
  );
  return row?.count ?? 0;
}
