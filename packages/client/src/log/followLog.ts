import type { ClientContext } from "../context.ts";
import { checkLog } from "./checkLog.ts";

/** On a fast chain a payment is confirmed before its decision has its place in the log. */
const looks = 5;
const pauseMs = 1500;

/**
 * Checks the log beside what the person waits for, until what was promised is in it. Alarms are written down; an outage is
 * looked after next time.
 */
export async function followLog(context: ClientContext): Promise<void> {
  for (let look = 1; look <= looks; look++) {
    const status = await checkLog(context).catch(() => undefined);
    if (!status || status.pending === 0) return;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
