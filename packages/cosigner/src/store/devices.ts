import type { VaultWrap } from "@tandem/protocol";
import { sql } from "kysely";
import type { Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";

type DeviceName = { readonly accountId: Hex; readonly keyId: Hex };

export async function setDeviceName(database: Database, { accountId, keyId }: DeviceName, name: string): Promise<void> {
  await database.kysely.transaction().execute(async (transaction) => {
    await transaction
      .updateTable("devices")
      .set({ name })
      .where("account_id", "=", toBytes(accountId))
      .where("key_id", "=", toBytes(keyId))
      .execute();
    await transaction
      .updateTable("accounts")
      .set((where) => ({ version: where("version", "+", 1) }))
      .where("account_id", "=", toBytes(accountId))
      .execute();
  });
}

/** Takes a device out at once and raises the alarm `kind`. False when it is out already. */
export async function removeDevice(
  database: Database,
  { accountId, keyId, kind }: DeviceName & { readonly kind: "device-lost" | "device-removed" },
): Promise<boolean> {
  const [row] = await database.query<{ done: boolean }>(
    { name: "revoke-device", text: "SELECT revoke_device($1, $2, $3) AS done" },
    [toBytes(accountId), toBytes(keyId), kind],
  );
  return row?.done ?? false;
}

export async function endQuarantine(database: Database, { accountId, keyId }: DeviceName): Promise<boolean> {
  const [row] = await database.query<{ done: boolean }>(
    { name: "confirm-device", text: "SELECT confirm_device($1, $2) AS done" },
    [toBytes(accountId), toBytes(keyId)],
  );
  return row?.done ?? false;
}

export type PairingRecord = {
  readonly pairingId: Hex;
  readonly keyId: Hex;
  readonly hpkeKey: Hex;
  readonly deviceName: string;
  readonly expiresAt: Date;
  readonly accountId: Hex | undefined;
  readonly sealed: Hex | undefined;
};

/** Begins a pairing; the same keys give the same one, with its time begun anew. */
export async function insertPairing(
  database: Database,
  pairing: Omit<PairingRecord, "accountId" | "sealed">,
): Promise<void> {
  const { pairingId, keyId, hpkeKey, deviceName, expiresAt } = pairing;
  await database.kysely
    .insertInto("pairings")
    .values({
      pairing_id: toBytes(pairingId),
      key_id: toBytes(keyId),
      hpke_key: toBytes(hpkeKey),
      device_name: deviceName,
      expires_at: expiresAt,
    })
    .onConflict((conflict) => conflict.column("pairing_id").doUpdateSet({ expires_at: expiresAt }))
    .execute();
}

/** By its whole id, or by its beginning of at least 15 hexadecimal digits. */
export async function findPairing(database: Database, idPrefix: string): Promise<PairingRecord | undefined> {
  const low = Buffer.from(idPrefix.padEnd(32, "0"), "hex");
  const high = Buffer.from(idPrefix.padEnd(32, "f"), "hex");
  const row = await database.kysely
    .selectFrom("pairings")
    .selectAll()
    .where("pairing_id", ">=", low)
    .where("pairing_id", "<=", high)
    .where("expires_at", ">", sql<Date>`now()`)
    .executeTakeFirst();
  return (
    row && {
      pairingId: toHex(row.pairing_id),
      keyId: toHex(row.key_id),
      hpkeKey: toHex(row.hpke_key),
      deviceName: row.device_name,
      expiresAt: row.expires_at,
      accountId: row.account_id ? toHex(row.account_id) : undefined,
      sealed: row.sealed ? toHex(row.sealed) : undefined,
    }
  );
}

/** The device has its passkey: what was sealed for it is not needed any more. */
export async function deletePairing(database: Database, { accountId, keyId }: DeviceName): Promise<void> {
  await database.kysely
    .deleteFrom("pairings")
    .where("account_id", "=", toBytes(accountId))
    .where("key_id", "=", toBytes(keyId))
    .execute();
}

/** Whether this device was just added by QR code to the account and has no passkey of its own yet. */
export async function isPairing(database: Database, { accountId, keyId }: DeviceName): Promise<boolean> {
  const row = await database.kysely
    .selectFrom("pairings")
    .select("pairing_id")
    .where("account_id", "=", toBytes(accountId))
    .where("key_id", "=", toBytes(keyId))
    .where("expires_at", ">", sql<Date>`now()`)
    .executeTakeFirst();
  return row !== undefined;
}

export type PairedDevice = {
  readonly accountId: Hex;
  readonly pairingId: Hex;
  readonly sealed: Hex;
  readonly addedBy: Hex;
  readonly signature: Hex;
};

/** The device of a pairing joins the account, confirmed by the one that adds it. */
export async function insertPairedDevice(database: Database, device: PairedDevice): Promise<boolean> {
  const { accountId, pairingId, sealed, addedBy, signature } = device;
  const [row] = await database.query<{ done: boolean }>(
    { name: "add-paired-device", text: "SELECT add_paired_device($1, $2, $3, $4, $5, true) AS done" },
    [toBytes(accountId), toBytes(pairingId), toBytes(sealed), toBytes(addedBy), toBytes(signature)],
  );
  return row?.done ?? false;
}

export type NewPasskey = {
  readonly accountId: Hex;
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly backedUp: boolean;
  readonly wrap: VaultWrap | undefined;
};

/** False when the passkey belongs to another account. */
export async function insertPasskey(database: Database, passkey: NewPasskey): Promise<boolean> {
  const { accountId, credentialId, publicKey, counter, transports, backedUp, wrap } = passkey;
  const [row] = await database.query<{ done: boolean }>(
    { name: "add-passkey", text: "SELECT add_passkey($1, $2, $3, $4, $5, $6, $7) AS done" },
    [toBytes(accountId), credentialId, publicKey, counter, transports, backedUp, wrap ? JSON.stringify(wrap) : null],
  );
  return row?.done ?? false;
}

/** False for the last passkey of the account, and for one that it does not have. */
export async function removePasskey(database: Database, accountId: Hex, credentialId: string): Promise<boolean> {
  const [row] = await database.query<{ done: boolean }>(
    { name: "remove-passkey", text: "SELECT remove_passkey($1, $2, $3) AS done" },
    [toBytes(accountId), Buffer.from(credentialId, "base64url"), credentialId],
  );
  return row?.done ?? false;
}

/** Deletes the data of every account whose wait for it is over. */
export async function deleteWaitingAccounts(database: Database): Promise<void> {
  const rows = await database.kysely
    .selectFrom("waits")
    .select(["account_id", "subject"])
    .where("kind", "=", "delete-data")
    .where("cancelled_at", "is", null)
    .where("used_at", "is", null)
    .where("ready_at", "<=", sql<Date>`now()`)
    .limit(20)
    .execute();
  for (const { account_id, subject } of rows) {
    await database.query({ name: "delete-account", text: "SELECT delete_account_data($1, $2)" }, [account_id, subject]);
  }
}
