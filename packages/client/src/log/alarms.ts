import type { ClientContext } from "../context.ts";
import { LogAlarmError } from "../errors.ts";
import type { StorageChange } from "../storage/index.ts";
import type { LogAlarm, LogAlarmKind } from "../types.ts";
import { putAlarm } from "./records.ts";

export type RaiseAlarmParameters = {
  readonly kind: LogAlarmKind;
  /** What the alarm is about: the same subject is the same alarm, seen again. */
  readonly subject: string;
  readonly evidence: LogAlarm["evidence"];
  /** Written together with the alarm. */
  readonly changes?: readonly StorageChange[];
};

/** Writes an alarm down for good. @returns the error that tells of it. */
export async function raiseAlarm(
  context: ClientContext,
  { kind, subject, evidence, changes = [] }: RaiseAlarmParameters,
): Promise<LogAlarmError> {
  const id = `${kind}:${subject}`;
  const known = await context.storage.get("log", `alarm:${id}`);
  const now = context.now();
  const firstSeenAt = known?.kind === "alarm" ? known.alarm.firstSeenAt : now;
  const logAlarm: LogAlarm = { id, kind, firstSeenAt, lastSeenAt: now, evidence };
  await context.storage.write([putAlarm(logAlarm), ...changes]);
  return new LogAlarmError({ logAlarm });
}
