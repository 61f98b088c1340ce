import type { ClientContext } from "../context.ts";
import type { LogStatus } from "../types.ts";
import { loadHead, loadRecords } from "./records.ts";

/** What this device knows of the co-signer's log. Asks nobody. */
export async function getLogStatus(context: ClientContext): Promise<LogStatus> {
  const [head, pending, alarms, events] = await Promise.all([
    loadHead(context),
    loadRecords(context, "pending"),
    loadRecords(context, "alarm"),
    loadRecords(context, "event"),
  ]);
  return {
    state: alarms.length > 0 ? "alarm" : head ? "verified" : "unseen",
    ...(head && { origin: head.origin, first: toPoint(head.first), latest: toPoint(head.latest) }),
    included: head?.included ?? 0,
    pending: pending.length,
    alarms: alarms.map(({ alarm }) => alarm).sort((a, b) => b.firstSeenAt - a.firstSeenAt),
    events: events.map(({ event }) => event).sort((a, b) => b.seenAt - a.seenAt),
  };
}

function toPoint({ size, root, seenAt }: NonNullable<LogStatus["first"]>): NonNullable<LogStatus["first"]> {
  return { size, root, seenAt };
}
