import type { Facts } from "@tandem/protocol";
import { type Selectable, sql } from "kysely";
import type { Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";
import type { PushKeys, Tables } from "./tables.ts";

const mostChannels = 10;

/** A place where alarms go. */
export type ChannelRecord = {
  readonly channelId: Hex;
  readonly kind: "email" | "push";
  readonly target: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly confirmedAt: Date | undefined;
};

export async function findChannels({ kysely }: Database, accountId: Hex): Promise<readonly ChannelRecord[]> {
  const rows = await kysely
    .selectFrom("channels")
    .selectAll()
    .where("account_id", "=", toBytes(accountId))
    .where("removed_at", "is", null)
    .orderBy("created_at")
    .limit(mostChannels)
    .execute();
  return rows.map(toRecord);
}

export type NewChannelRecord = {
  readonly channelId: Hex;
  readonly accountId: Hex;
  readonly kind: "email" | "push";
  readonly target: string;
  readonly name: string;
  readonly subscription?: PushKeys;
  readonly stopToken: Uint8Array;
  /** Of the VAPID key. */
  readonly keyVersion?: number | undefined;
  readonly codeHash?: Uint8Array;
  readonly codeUntil?: Date;
};

/** Writes a channel; one that is there gets the new code or keys. Undefined where the account has too many. */
export async function insertChannel(
  { kysely }: Database,
  channel: NewChannelRecord,
): Promise<ChannelRecord | undefined> {
  return kysely.transaction().execute(async (transaction) => {
    const account_id = toBytes(channel.accountId);
    await sql`SELECT 1 FROM accounts WHERE account_id = ${account_id} FOR NO KEY UPDATE`.execute(transaction);
    const { count } = await transaction
      .selectFrom("channels")
      .select(({ fn }) => fn.countAll<string>().as("count"))
      .where("account_id", "=", account_id)
      .where("removed_at", "is", null)
      .where("target", "<>", channel.target)
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostChannels) return undefined;
    const isPush = channel.kind === "push";
    const fresh = {
      subscription: channel.subscription ? JSON.stringify(channel.subscription) : null,
      name: channel.name,
      key_version: channel.keyVersion ?? null,
      code_hash: channel.codeHash ? Buffer.from(channel.codeHash) : null,
      code_until: channel.codeUntil ?? null,
      code_tries: 0,
      last_sent_at: sql<Date>`now()`,
    };
    const row = await transaction
      .insertInto("channels")
      .values({
        channel_id: toBytes(channel.channelId),
        account_id,
        kind: channel.kind,
        target: channel.target,
        stop_token: Buffer.from(channel.stopToken),
        ...fresh,
        confirmed_at: isPush ? sql<Date>`now()` : null,
      })
      .onConflict((conflict) =>
        conflict.columns(["account_id", "kind", "target"]).doUpdateSet({
          ...fresh,
          removed_at: null,
          // One that comes back after its removal is confirmed anew.
          confirmed_at: isPush
            ? sql<Date>`now()`
            : sql<Date>`CASE WHEN channels.removed_at IS NULL THEN channels.confirmed_at END`,
        }),
      )
      .returningAll()
      .executeTakeFirstOrThrow();
    if (isPush) {
      const facts = JSON.stringify({ channel: channel.name });
      await sql`SELECT raise_alarm(${account_id}, 'channel-added', ${facts}::jsonb)`.execute(transaction);
    }
    return toRecord(row);
  });
}

type Own = { readonly accountId: Hex; readonly channelId: Hex };

/** Confirms a channel by its code. A wrong code counts; after five the code is dead. */
export async function confirmChannel(
  { kysely }: Database,
  { accountId, channelId, codeHash }: Own & { readonly codeHash: Uint8Array },
): Promise<ChannelRecord | undefined> {
  return kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable("channels")
      .set((where) => ({ code_tries: where("code_tries", "+", 1) }))
      .where("channel_id", "=", toBytes(channelId))
      .where("account_id", "=", toBytes(accountId))
      .where("removed_at", "is", null)
      .where("code_tries", "<", 5)
      .where("code_until", ">", sql<Date>`now()`)
      .returningAll()
      .executeTakeFirst();
    if (!row?.code_hash?.equals(codeHash)) return undefined;
    const confirmed = await transaction
      .updateTable("channels")
      .set({ confirmed_at: sql<Date>`now()`, code_hash: null, code_until: null })
      .where("channel_id", "=", row.channel_id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const facts = JSON.stringify({ channel: row.name });
    await sql`SELECT raise_alarm(${row.account_id}, 'channel-added', ${facts}::jsonb)`.execute(transaction);
    return toRecord(confirmed);
  });
}

/** A new code for a channel that is not confirmed, unless one was sent less than a minute ago. */
export async function renewCode(
  { kysely }: Database,
  { accountId, channelId, codeHash, codeUntil }: Own & { readonly codeHash: Uint8Array; readonly codeUntil: Date },
): Promise<ChannelRecord | undefined> {
  const row = await kysely
    .updateTable("channels")
    .set({ code_hash: Buffer.from(codeHash), code_until: codeUntil, code_tries: 0, last_sent_at: sql<Date>`now()` })
    .where("channel_id", "=", toBytes(channelId))
    .where("account_id", "=", toBytes(accountId))
    .where("kind", "=", "email")
    .where("confirmed_at", "is", null)
    .where("removed_at", "is", null)
    .where("last_sent_at", "<", sql<Date>`now() - interval '1 minute'`)
    .returningAll()
    .executeTakeFirst();
  return row && toRecord(row);
}

/** Takes a channel away. The alarm that says so is written first, so it still goes there. */
export async function removeChannel(database: Database, { accountId, channelId }: Own): Promise<boolean> {
  const rows = await database.query(
    {
      name: "remove-channel",
      text: `WITH old AS (SELECT * FROM channels
          WHERE channel_id = $1 AND account_id = $2 AND removed_at IS NULL FOR UPDATE),
        told AS (SELECT raise_alarm(account_id, 'channel-removed', jsonb_build_object('channel', name)) FROM old)
        UPDATE channels SET removed_at = now() FROM told WHERE channel_id = $1 RETURNING channels.channel_id`,
    },
    [toBytes(channelId), toBytes(accountId)],
  );
  return rows.length > 0;
}

/** The person who reads an address wants nothing more there. The other places are told. False for a wrong token. */
export async function unsubscribeChannel(
  database: Database,
  { channelId, stopToken }: { readonly channelId: Hex; readonly stopToken: Uint8Array },
): Promise<boolean> {
  const rows = await database.query(
    {
      name: "unsubscribe-channel",
      text: `WITH old AS (DELETE FROM channels WHERE channel_id = $1 AND stop_token = $2 RETURNING account_id, name)
        SELECT raise_alarm(account_id, 'channel-removed', jsonb_build_object('channel', name)) FROM old`,
    },
    [toBytes(channelId), Buffer.from(stopToken)],
  );
  return rows.length > 0;
}

/** Queues a test message, `limit` an hour. @returns seconds to wait; 0 when it is on its way. */
export async function sendChannelTest(database: Database, accountId: Hex, limit: number): Promise<number> {
  const [row] = await database.query<{ wait: number }>(
    { name: "test-channels", text: "SELECT test_channels($1, $2) AS wait" },
    [toBytes(accountId), limit],
  );
  return row?.wait ?? 0;
}

export async function deleteChannel({ kysely }: Database, channelId: Hex): Promise<void> {
  await kysely.deleteFrom("channels").where("channel_id", "=", toBytes(channelId)).execute();
}

/** Removed channels whose last messages are out. */
export async function deleteRemovedChannels({ kysely }: Database): Promise<void> {
  await sql`DELETE FROM channels c WHERE removed_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM deliveries d WHERE d.channel_id = c.channel_id AND d.status = 'queued')`.execute(kysely);
}

export type Delivery = {
  readonly deliveryId: number;
  readonly attempts: number;
  readonly alarmId: number;
  readonly alarmKind: string;
  readonly facts: Facts;
  readonly accountName: string;
  readonly channelId: Hex;
  readonly kind: "email" | "push";
  readonly target: string;
  readonly subscription: PushKeys | null;
  readonly stopToken: Buffer;
  readonly keyVersion: number | undefined;
};

type DeliveryRow = {
  delivery_id: number;
  attempts: number;
  alarm_id: number;
  alarm_kind: string;
  facts: Facts;
  account_name: string;
  channel_id: Buffer;
  kind: "email" | "push";
  target: string;
  subscription: PushKeys | null;
  stop_token: Buffer;
  key_version: number | null;
};

/** Takes the next deliveries under a lease of a minute. */
export async function claimDeliveries(database: Database, limit: number): Promise<readonly Delivery[]> {
  const rows = await database.query<DeliveryRow>(
    {
      name: "claim-deliveries",
      text: `SELECT d.delivery_id, d.attempts, a.alarm_id, a.kind AS alarm_kind, a.facts, o.name AS account_name,
          c.channel_id, c.kind, c.target, c.subscription, c.stop_token, c.key_version
        FROM claim_deliveries($1) d JOIN alarms a USING (alarm_id) JOIN channels c USING (channel_id)
          JOIN accounts o ON o.account_id = a.account_id`,
    },
    [limit],
  );
  return rows.map((row) => ({
    deliveryId: row.delivery_id,
    attempts: row.attempts,
    alarmId: row.alarm_id,
    alarmKind: row.alarm_kind,
    facts: row.facts,
    accountName: row.account_name,
    channelId: toHex(row.channel_id),
    kind: row.kind,
    target: row.target,
    subscription: row.subscription,
    stopToken: row.stop_token,
    keyVersion: row.key_version ?? undefined,
  }));
}

export async function finishDelivery(
  { kysely }: Database,
  deliveryId: number,
  status: "failed" | "sent",
): Promise<void> {
  await kysely
    .updateTable("deliveries")
    .set({ status, lease_until: null })
    .where("delivery_id", "=", deliveryId)
    .execute();
}

export async function retryDelivery({ kysely }: Database, deliveryId: number, inSeconds: number): Promise<void> {
  await kysely
    .updateTable("deliveries")
    .set({ lease_until: null, retry_at: sql<Date>`now() + ${inSeconds} * interval '1 second'` })
    .where("delivery_id", "=", deliveryId)
    .execute();
}

function toRecord(row: Selectable<Tables["channels"]>): ChannelRecord {
  return {
    channelId: toHex(row.channel_id),
    kind: row.kind,
    target: row.target,
    name: row.name,
    createdAt: row.created_at,
    confirmedAt: row.confirmed_at ?? undefined,
  };
}
