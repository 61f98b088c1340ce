import type { Hex } from "viem";
import { toBytes } from "./bytes.ts";
import type { Database } from "./database.ts";

export async function getSyncBlob(
  { kysely }: Database,
  accountId: Hex,
): Promise<{ readonly version: number; readonly sealed: Buffer } | undefined> {
  return kysely
    .selectFrom("sync_blobs")
    .select(["version", "sealed"])
    .where("account_id", "=", toBytes(accountId))
    .executeTakeFirst();
}

/** Replaces the blob of exactly this version (0: there is none). @returns the new version, or undefined. */
export async function putSyncBlob(
  database: Database,
  { accountId, version, sealed }: { readonly accountId: Hex; readonly version: number; readonly sealed: Uint8Array },
): Promise<number | undefined> {
  const statement =
    version === 0
      ? {
          name: "insert-sync-blob",
          text: `INSERT INTO sync_blobs (account_id, version, sealed) VALUES ($1, $2 + 1, $3)
            ON CONFLICT DO NOTHING RETURNING version`,
        }
      : {
          name: "update-sync-blob",
          text: `UPDATE sync_blobs SET version = version + 1, sealed = $3, updated_at = now()
            WHERE account_id = $1 AND version = $2 RETURNING version`,
        };
  const [row] = await database.query<{ version: number }>(statement, [
    toBytes(accountId),
    version,
    Buffer.from(sealed),
  ]);
  return row?.version;
}
