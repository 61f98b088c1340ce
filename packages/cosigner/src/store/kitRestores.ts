import { sql } from "kysely";
import type { Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";

type Restore = { readonly accountId: Hex; readonly keyId: Hex; readonly kitKeyId: Hex };

/** Begins, or begins again, the way back of a device by a kit. */
export async function insertRestore(
  { kysely }: Database,
  { accountId, keyId, kitKeyId, deviceName }: Restore & { readonly deviceName: string },
): Promise<void> {
  await kysely
    .insertInto("kit_restores")
    .values({
      account_id: toBytes(accountId),
      key_id: toBytes(keyId),
      kit_key_id: toBytes(kitKeyId),
      device_name: deviceName,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export type RestorePasskey = {
  readonly credentialId: Uint8Array;
  /** Absent where it is a passkey of the account. */
  readonly registered?:
    | {
        readonly publicKey: Uint8Array;
        readonly counter: number;
        readonly transports: readonly string[];
        readonly backedUp: boolean;
      }
    | undefined;
};

/** Notes the passkey of the new device; one that has one keeps it. False when there is no such restore. */
export async function setRestorePasskey(
  { kysely }: Database,
  { accountId, keyId, kitKeyId }: Restore,
  { credentialId, registered }: RestorePasskey,
): Promise<boolean> {
  const updated = await kysely
    .updateTable("kit_restores")
    .set({
      credential_id: credentialId,
      by_passkey: registered === undefined,
      ...(registered && {
        public_key: registered.publicKey,
        counter: registered.counter,
        transports: [...registered.transports],
        backed_up: registered.backedUp,
      }),
    })
    .where("account_id", "=", toBytes(accountId))
    .where("key_id", "=", toBytes(keyId))
    .where("kit_key_id", "=", toBytes(kitKeyId))
    .where("admitted_at", "is", null)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

export type RestoreRecord = {
  readonly kitKeyId: Hex;
  readonly deviceName: string;
  readonly credentialId: Hex | undefined;
  /** A passkey of the account said yes. */
  readonly byPasskey: boolean;
  readonly isAdmitted: boolean;
};

export async function getRestore(
  { kysely }: Database,
  { accountId, keyId, kitKeyId }: { readonly accountId: Hex; readonly keyId: Hex; readonly kitKeyId?: Hex },
): Promise<RestoreRecord | undefined> {
  const query = kysely
    .selectFrom("kit_restores")
    .selectAll()
    .where("account_id", "=", toBytes(accountId))
    .where("key_id", "=", toBytes(keyId));
  const row = await (kitKeyId === undefined
    ? query
    : query.where("kit_key_id", "=", toBytes(kitKeyId))
  ).executeTakeFirst();
  return (
    row && {
      kitKeyId: toHex(row.kit_key_id),
      deviceName: row.device_name,
      credentialId: row.credential_id ? toHex(row.credential_id) : undefined,
      byPasskey: row.by_passkey,
      isAdmitted: row.admitted_at !== null,
    }
  );
}

export type AdmitOutcome = "ok" | "wait" | "unknown" | "replaced" | "taken";

/** Makes the new device one of the account's, or says why not yet. */
export async function admitRestore(
  database: Database,
  { accountId, keyId, kitKeyId, subject }: Restore & { readonly subject: Uint8Array },
): Promise<AdmitOutcome> {
  const [row] = await database.query<{ outcome: AdmitOutcome }>(
    { name: "admit-restore", text: "SELECT admit_restore($1, $2, $3, $4) AS outcome" },
    [toBytes(accountId), toBytes(keyId), toBytes(kitKeyId), Buffer.from(subject)],
  );
  return row?.outcome ?? "unknown";
}

/** The newest wait for exactly this, whatever became of it. */
export async function getLastWait(
  { kysely }: Database,
  { accountId, kind, subject }: { readonly accountId: Hex; readonly kind: string; readonly subject: Uint8Array },
): Promise<{ waitId: string; readyAt: number; expiresAt: number; isCancelled: boolean; isReady: boolean } | undefined> {
  const row = await kysely
    .selectFrom("waits")
    .select(["wait_id", "ready_at", "expires_at", "cancelled_at"])
    .select(sql<boolean>`ready_at <= now() AND now() < expires_at`.as("is_ready"))
    .select(sql<boolean>`expires_at <= now()`.as("is_over"))
    .where("account_id", "=", toBytes(accountId))
    .where("kind", "=", kind)
    .where("subject", "=", Buffer.from(subject))
    .orderBy("requested_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      waitId: row.wait_id.toString("base64url"),
      readyAt: row.ready_at.getTime(),
      expiresAt: row.expires_at.getTime(),
      isCancelled: row.cancelled_at !== null || row.is_over,
      isReady: row.is_ready,
    }
  );
}
