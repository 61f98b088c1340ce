import type { ClientContext } from "../context.ts";
import { checkLog } from "./checkLog.ts";

/** Checks the log beside what the person waits for. Alarms are written down; an outage is looked after next time. */
export function followLog(context: ClientContext): void {
  checkLog(context).catch(() => undefined);
}
