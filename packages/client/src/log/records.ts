import type { ClientContext } from "../context.ts";
import type { LogRecord, StorageChange } from "../storage/index.ts";
import type { LogAlarm, LogEvent } from "../types.ts";

type Of<kind extends LogRecord["kind"]> = Extract<LogRecord, { kind: kind }>;
export type LogHead = Of<"head">;
export type PendingLeaf = Of<"pending">;

const headKey = "head";

export async function loadHead({ storage }: ClientContext): Promise<LogHead | undefined> {
  const record = await storage.get("log", headKey);
  return record?.kind === "head" ? record : undefined;
}

export async function loadRecords<kind extends LogRecord["kind"]>(
  { storage }: ClientContext,
  kind: kind,
): Promise<readonly Of<kind>[]> {
  const records = await storage.list("log");
  return records.filter((record): record is Of<kind> => record.kind === kind);
}

export function putHead(head: LogHead): StorageChange {
  return { store: "log", key: headKey, value: head };
}

export function putPending(pending: PendingLeaf): StorageChange {
  return { store: "log", key: pendingKey(pending), value: pending };
}

export function dropPending(pending: PendingLeaf): StorageChange {
  return { store: "log", key: pendingKey(pending) };
}

export function putAlarm(alarm: LogAlarm): StorageChange {
  return { store: "log", key: `alarm:${alarm.id}`, value: { version: 1, kind: "alarm", alarm } };
}

export function putEvent(event: LogEvent): StorageChange {
  return { store: "log", key: `event:${event.id}`, value: { version: 1, kind: "event", event } };
}

/** With the last account the device forgets the log, with any other what it waits for. */
export function forgetLog(records: readonly LogRecord[], accountId: string, isLast: boolean): readonly StorageChange[] {
  return records
    .filter((record) => isLast || (record.kind === "pending" && record.accountId === accountId))
    .map((record) => ({ store: "log", key: keyOf(record) }));
}

function keyOf(record: LogRecord): string {
  switch (record.kind) {
    case "head":
      return headKey;
    case "pending":
      return pendingKey(record);
    case "alarm":
      return `alarm:${record.alarm.id}`;
    case "event":
      return `event:${record.event.id}`;
  }
}

function pendingKey({ leaf }: PendingLeaf): string {
  return `pending:${leaf}`;
}
