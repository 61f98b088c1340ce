import { bytesToHex, type TreeHead } from "@tandem/protocol";
import { hexToBytes } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import type { LogAlarmKind, LogEvent } from "../types.ts";
import { raiseAlarm } from "./alarms.ts";
import { findRestore, isExtension, readHead, type ShownLog } from "./readHead.ts";
import { type LogHead, loadHead, putEvent, putHead } from "./records.ts";

/** One server of several may be a moment behind the other. */
const retries = 3;
const retryMs = 500;

/**
 * Reads the newest checkpoint and moves to it, if the log extends what this device has verified or declares a restore.
 * The first checkpoint is taken on trust.
 *
 * @throws LogAlarmError, after writing the alarm down; ServiceUnreachableError
 */
export async function advanceHead(context: ClientContext): Promise<ShownLog> {
  const head = await loadHead(context);
  const known: TreeHead | undefined = head && { size: head.latest.size, root: hexToBytes(head.latest.root) };
  for (let attempt = 1; ; attempt++) {
    const shown = await readHead(context);
    if (!("checkpoint" in shown)) throw await alarm(context, "signature", head, shown.note);
    if (!head || !known) {
      await context.storage.write([putHead(firstHead(context, shown))]);
      return shown;
    }
    if (shown.checkpoint.origin !== head.origin) throw await alarm(context, "other-log", head, shown.note);
    if (await isExtension(shown, known)) {
      await context.storage.write([putHead(nextHead(context, head, shown))]);
      return shown;
    }
    const event = await toRestoreEvent(context, shown, known);
    if (event) {
      await context.storage.write([putHead(nextHead(context, head, shown)), putEvent(event)]);
      return shown;
    }
    if (attempt === retries || shown.checkpoint.size >= known.size) {
      throw await alarm(context, kindOf(shown.checkpoint, known), head, shown.note);
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

function kindOf(shown: TreeHead, known: TreeHead): LogAlarmKind {
  if (shown.size < known.size) return "rolled-back";
  return shown.size === known.size ? "forked" : "rewritten";
}

function alarm(context: ClientContext, kind: LogAlarmKind, head: LogHead | undefined, shown: string) {
  const evidence = { shown, ...(head && { known: head.latest.note }) };
  return raiseAlarm(context, { kind, subject: head?.latest.root ?? "first", evidence });
}

async function toRestoreEvent(context: ClientContext, shown: ShownLog, known: TreeHead): Promise<LogEvent | undefined> {
  const found = await findRestore(context, shown, known);
  if (!found) return undefined;
  const { kept, published, timeMs } = found.restore;
  return {
    id: `restore:${kept.size}:${timeMs}`,
    kind: "restore",
    seenAt: context.now(),
    declaredAt: timeMs,
    keptEntries: kept.size,
    publishedEntries: published.size,
    lostLeaves: [],
    note: found.note,
  };
}

function firstHead(context: ClientContext, shown: ShownLog): LogHead {
  const latest = toLatest(context, shown);
  return { version: 1, kind: "head", origin: shown.checkpoint.origin, first: latest, latest, included: 0 };
}

function nextHead(context: ClientContext, head: LogHead, shown: ShownLog): LogHead {
  return { ...head, latest: toLatest(context, shown) };
}

function toLatest(context: ClientContext, { note, checkpoint }: ShownLog): LogHead["latest"] {
  return { note, size: checkpoint.size, root: bytesToHex(checkpoint.root), seenAt: context.now() };
}
