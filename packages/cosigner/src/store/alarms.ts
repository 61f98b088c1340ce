import type { Alarm, Facts } from "@tandem/protocol";
import { sql } from "kysely";
import type { Hex } from "viem";
import { toBytes } from "./bytes.ts";
import type { Database } from "./database.ts";

export type NewAlarm = { readonly accountId: Hex; readonly kind: string; readonly facts?: Facts };

/** Tells the owner. Where what it tells is written by SQL, that function calls `raise_alarm` in its own transaction. */
export async function raiseAlarm(database: Database, { accountId, kind, facts = {} }: NewAlarm): Promise<void> {
  await database.query({ name: "raise-alarm", text: "SELECT raise_alarm($1, $2, $3)" }, [
    toBytes(accountId),
    kind,
    JSON.stringify(facts),
  ]);
}

/** The newest alarms of an account, at most 100. */
export async function listAlarms(database: Database, accountId: Hex): Promise<Alarm[]> {
  const rows = await database.kysely
    .selectFrom("alarms")
    .selectAll()
    .where("account_id", "=", toBytes(accountId))
    .orderBy("alarm_id", "desc")
    .limit(100)
    .execute();
  return rows.map((row) => ({
    alarmId: String(row.alarm_id),
    kind: row.kind,
    facts: row.facts,
    raisedAt: row.raised_at.getTime(),
    ...(row.seen_at && { seenAt: row.seen_at.getTime() }),
  }));
}

/** Marks every alarm up to this one as seen. */
export async function markAlarmsSeen(database: Database, accountId: Hex, lastAlarmId: number): Promise<void> {
  await database.kysely
    .updateTable("alarms")
    .set({ seen_at: sql<Date>`now()` })
    .where("account_id", "=", toBytes(accountId))
    .where("alarm_id", "<=", lastAlarmId)
    .where("seen_at", "is", null)
    .execute();
}
