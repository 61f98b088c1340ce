import type { ClientContext } from "../context.ts";
import type { LogAlarmError } from "../errors.ts";
import { lockBusy, tryLock } from "../locks.ts";
import { getSettings } from "../requests/index.ts";
import type { LogStatus } from "../types.ts";
import { advanceHead } from "./advanceHead.ts";
import { raiseAlarm } from "./alarms.ts";
import { getLogStatus } from "./getLogStatus.ts";
import { dropPending, type PendingLeaf } from "./records.ts";
import { settlePending } from "./settlePending.ts";

/** An overdue decision is looked for so many times: after an outage the log may be a moment behind. */
const overdueLooks = 3;
const pauseMs = 1000;

/**
 * Verifies the co-signer's log: its newest checkpoint extends the last one this device has verified, and every decision
 * that was promised is in it. What cannot be reached is looked for next time.
 *
 * @throws LogAlarmError, after writing the alarm down; ServiceUnreachableError, TandemApiError
 */
export async function checkLog(context: ClientContext): Promise<LogStatus> {
  for (;;) {
    const result = await tryLock(context, "log", () => check(context));
    if (result !== lockBusy) return getLogStatus(context);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function check(context: ClientContext): Promise<void> {
  // Without an account there is no identity to check it by.
  if (!(await getSettings(context))) return;
  for (let look = 1; ; look++) {
    const shown = await advanceHead(context);
    const overdue = await settlePending(context, shown);
    if (overdue.length === 0) return;
    if (look === overdueLooks) throw await tellBroken(context, overdue, shown.note);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function tellBroken(
  context: ClientContext,
  overdue: readonly PendingLeaf[],
  shown: string,
): Promise<LogAlarmError | undefined> {
  let error: LogAlarmError | undefined;
  for (const pending of overdue) {
    const { leaf, promise } = pending;
    const evidence = { shown, leaf, promise };
    const changes = [dropPending(pending)];
    error = await raiseAlarm(context, { kind: "promise-broken", subject: leaf, evidence, changes });
  }
  return error;
}
