import type { Facts, KitUpdate, Vault } from "@tandem/protocol";
import { sql } from "kysely";
import type { Hex } from "viem";
import type { SealedShare } from "../keys/index.ts";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";

export type RefreshRecord = {
  readonly sessionId: Hex;
  readonly keyId: Hex;
  /** Before the refresh. */
  readonly keyEpoch: number;
  readonly packageHash: Buffer;
  readonly deviceHpkeKey: Buffer;
  readonly hpkeVersion: number;
  readonly kit: { readonly keyId: Hex; readonly hpkeKey: Buffer } | undefined;
  /** Until round trip 2. */
  readonly seed: SealedShare | undefined;
  /** From round trip 2 on. */
  readonly next:
    | { readonly share: SealedShare; readonly publicKeyPackage: Buffer; readonly transcriptHash: Buffer }
    | undefined;
};

export type NewRefresh = Omit<RefreshRecord, "next" | "packageHash" | "deviceHpkeKey" | "kit"> & {
  readonly accountId: Hex;
  readonly packageHash: Hex;
  readonly deviceHpkeKey: Hex;
  readonly kit: { readonly keyId: Hex; readonly hpkeKey: Hex } | null;
  readonly seed: SealedShare;
};

/** Begins a refresh; one that was begun before and never committed is given up. */
export async function insertRefresh({ kysely }: Database, refresh: NewRefresh): Promise<void> {
  await kysely.transaction().execute(async (transaction) => {
    await transaction.deleteFrom("refreshes").where("account_id", "=", toBytes(refresh.accountId)).execute();
    await transaction
      .insertInto("refreshes")
      .values({
        account_id: toBytes(refresh.accountId),
        session_id: toBytes(refresh.sessionId),
        key_id: toBytes(refresh.keyId),
        key_epoch: refresh.keyEpoch,
        package_hash: toBytes(refresh.packageHash),
        device_hpke: toBytes(refresh.deviceHpkeKey),
        hpke_version: refresh.hpkeVersion,
        kit_key_id: refresh.kit && toBytes(refresh.kit.keyId),
        kit_hpke: refresh.kit && toBytes(refresh.kit.hpkeKey),
        sealed_seed: refresh.seed.sealed,
        seed_kek_version: refresh.seed.kekVersion,
        seed_wrapped: refresh.seed.wrapped,
      })
      .execute();
  });
}

type Session = { readonly accountId: Hex; readonly sessionId: Hex; readonly keyId: Hex };

/** A refresh of this device. */
export async function getRefresh(
  { kysely }: Database,
  { accountId, sessionId, keyId }: Session,
): Promise<RefreshRecord | undefined> {
  const row = await kysely
    .selectFrom("refreshes")
    .selectAll()
    .where("account_id", "=", toBytes(accountId))
    .where("session_id", "=", toBytes(sessionId))
    .where("key_id", "=", toBytes(keyId))
    .executeTakeFirst();
  if (!row) return undefined;
  const { sealed_seed, seed_kek_version, seed_wrapped, sealed, kek_version, wrapped_key } = row;
  return {
    sessionId,
    keyId,
    keyEpoch: row.key_epoch,
    packageHash: row.package_hash,
    deviceHpkeKey: row.device_hpke,
    hpkeVersion: row.hpke_version,
    kit: row.kit_key_id && row.kit_hpke ? { keyId: toHex(row.kit_key_id), hpkeKey: row.kit_hpke } : undefined,
    seed:
      sealed_seed && seed_kek_version !== null && seed_wrapped
        ? { sealed: sealed_seed, kekVersion: seed_kek_version, wrapped: seed_wrapped }
        : undefined,
    next:
      sealed && kek_version !== null && wrapped_key && row.public_key_package && row.transcript_hash
        ? {
            share: { sealed, kekVersion: kek_version, wrapped: wrapped_key },
            publicKeyPackage: row.public_key_package,
            transcriptHash: row.transcript_hash,
          }
        : undefined,
  };
}

export type NextShare = {
  readonly share: SealedShare;
  readonly publicKeyPackage: Uint8Array;
  readonly transcriptHash: Uint8Array;
  readonly kitUpdate: KitUpdate | null;
};

/** Keeps the next share beside the running one, and drops the seed. False when round trip 2 was taken before. */
export async function storeRefresh({ kysely }: Database, session: Session, next: NextShare): Promise<boolean> {
  const updated = await kysely
    .updateTable("refreshes")
    .set({
      sealed_seed: null,
      seed_kek_version: null,
      seed_wrapped: null,
      sealed: next.share.sealed,
      kek_version: next.share.kekVersion,
      wrapped_key: next.share.wrapped,
      public_key_package: next.publicKeyPackage,
      transcript_hash: next.transcriptHash,
      kit_update: next.kitUpdate === null ? null : JSON.stringify(next.kitUpdate),
    })
    .where("account_id", "=", toBytes(session.accountId))
    .where("session_id", "=", toBytes(session.sessionId))
    .where("sealed_seed", "is not", null)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

export type CommitRefreshParameters = Session & {
  readonly vault: Vault | null;
  readonly salt: Uint8Array;
  readonly entry: Facts;
};

export async function commitRefresh(database: Database, parameters: CommitRefreshParameters): Promise<boolean> {
  const { accountId, sessionId, vault, salt, entry } = parameters;
  const [row] = await database.query<{ committed: boolean }>(
    { name: "commit-refresh", text: "SELECT commit_refresh($1, $2, $3, $4, $5) AS committed" },
    [
      toBytes(accountId),
      toBytes(sessionId),
      vault === null ? null : JSON.stringify(vault),
      Buffer.from(salt),
      JSON.stringify(entry),
    ],
  );
  return row?.committed ?? false;
}

/** What brings this kit up to date, oldest first. */
export async function listKitUpdates({ kysely }: Database, accountId: Hex, kitKeyId: Hex): Promise<KitUpdate[]> {
  const rows = await kysely
    .selectFrom("kit_updates")
    .select("kit_update")
    .where("account_id", "=", toBytes(accountId))
    .where("kit_key_id", "=", toBytes(kitKeyId))
    .orderBy("key_epoch")
    .limit(64)
    .execute();
  return rows.map(({ kit_update }) => kit_update);
}

/** Whether a change of the owner key stands in the way. */
export async function isRotating({ kysely }: Database, accountId: Hex): Promise<boolean> {
  const row = await kysely
    .selectFrom("rotations")
    .select(sql<number>`1`.as("one"))
    .where("account_id", "=", toBytes(accountId))
    .where("status", "in", ["signed", "spreading"])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
