import type { Facts } from "@tandem/protocol";
import { sql } from "kysely";
import type { Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";

/** A kit that is not revoked. One of another group key than the account's is dead all the same. */
export type KitRecord = {
  /** P-256 request key. */
  readonly keyId: Hex;
  /** X25519. */
  readonly hpkeKey: Hex;
  readonly publicKey: Hex;
  readonly keyEpoch: number;
  readonly madeAt: Date;
  readonly checkedAt: Date | null;
};

/** The kits of an account that are not revoked, newest first. */
export async function listKits({ kysely }: Database, accountId: Hex): Promise<KitRecord[]> {
  const rows = await kysely
    .selectFrom("kits")
    .selectAll()
    .where("account_id", "=", toBytes(accountId))
    .where("revoked_at", "is", null)
    .orderBy("made_at", "desc")
    .execute();
  return rows.map((row) => ({
    keyId: toHex(row.key_id),
    hpkeKey: toHex(row.hpke_key),
    publicKey: toHex(row.public_key),
    keyEpoch: row.key_epoch,
    madeAt: row.made_at,
    checkedAt: row.checked_at,
  }));
}

export type MakeKitOutcome = "made" | "frozen" | "stale" | "tries" | "wait" | "unknown" | "taken";

export type NewKit = {
  readonly accountId: Hex;
  /** Device that makes it. */
  readonly deviceKeyId: Hex;
  readonly keyId: Hex;
  readonly hpkeKey: Hex;
  readonly keyEpoch: number;
  /** What the wait is for. */
  readonly subject: Uint8Array;
  readonly maxTriesADay: number;
  readonly salt: Uint8Array;
  /** For the audit log. */
  readonly entry: Facts;
};

/** Whether a kit could be made now, without making one: `made`, or why not. */
export async function getKitAllowed(
  database: Database,
  kit: Pick<NewKit, "accountId" | "keyEpoch" | "subject" | "maxTriesADay">,
): Promise<MakeKitOutcome> {
  const [row] = await database.query<{ outcome: MakeKitOutcome }>(
    { name: "kit-allowed", text: "SELECT kit_allowed(a, $2, $3, $4) AS outcome FROM accounts a WHERE account_id = $1" },
    [toBytes(kit.accountId), kit.keyEpoch, Buffer.from(kit.subject), kit.maxTriesADay],
  );
  return row?.outcome ?? "unknown";
}

/** Writes a new kit down and alarms the owner, or says why not. */
export async function insertKit(
  database: Database,
  kit: NewKit,
): Promise<{ readonly outcome: MakeKitOutcome; readonly madeAt: Date }> {
  const [row] = await database.query<{ outcome: MakeKitOutcome; made_at: Date | null }>(
    { name: "make-kit", text: "SELECT * FROM make_kit($1, $2, $3, $4, $5, $6, $7, $8, $9)" },
    [
      toBytes(kit.accountId),
      toBytes(kit.deviceKeyId),
      toBytes(kit.keyId),
      toBytes(kit.hpkeKey),
      kit.keyEpoch,
      Buffer.from(kit.subject),
      kit.maxTriesADay,
      Buffer.from(kit.salt),
      JSON.stringify(kit.entry),
    ],
  );
  return { outcome: row?.outcome ?? "unknown", madeAt: row?.made_at ?? new Date(0) };
}

export type CheckKitOutcome = "checked" | "replaced" | "outdated" | "unknown";

/**
 * Notes that a kit has proved itself. `replaced`: a newer kit or key took its place. `outdated`: the shares were renewed
 * without it.
 */
export async function checkKit(
  database: Database,
  { accountId, keyId }: { readonly accountId: Hex; readonly keyId: Hex },
): Promise<{ readonly outcome: CheckKitOutcome; readonly checkedAt: Date }> {
  const [row] = await database.query<{ outcome: CheckKitOutcome; checked_at: Date | null }>(
    { name: "check-kit", text: "SELECT * FROM check_kit($1, $2)" },
    [toBytes(accountId), toBytes(keyId)],
  );
  return { outcome: row?.outcome ?? "unknown", checkedAt: row?.checked_at ?? new Date(0) };
}

/** The wait for exactly this that runs or is over and unused. */
export async function findWait(
  { kysely }: Database,
  { accountId, kind, subject }: { readonly accountId: Hex; readonly kind: string; readonly subject: Uint8Array },
): Promise<{ readonly readyAt: number; readonly expiresAt: number } | undefined> {
  const row = await kysely
    .selectFrom("waits")
    .select(["ready_at", "expires_at"])
    .where("account_id", "=", toBytes(accountId))
    .where("kind", "=", kind)
    .where("subject", "=", Buffer.from(subject))
    .where("cancelled_at", "is", null)
    .where("used_at", "is", null)
    .where("expires_at", ">", sql<Date>`now()`)
    .executeTakeFirst();
  return row && { readyAt: row.ready_at.getTime(), expiresAt: row.expires_at.getTime() };
}
