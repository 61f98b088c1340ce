import { type Decision, hashDecision, hashLeaf, longestSequencingMs, TandemApiError } from "@tandem/protocol";
import type { Hex } from "viem";
import { hexToBytes } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError } from "../errors.ts";
import { raiseAlarm } from "./alarms.ts";
import { fetchDecisions } from "./getDecisions.ts";
import { hasLeaf, type ShownLog } from "./readHead.ts";
import { dropPending, loadHead, loadRecords, type PendingLeaf, putEvent, putHead } from "./records.ts";

/** Beyond what is promised: an answer may have been on its way for a while. */
const graceMs = 5000;
/** 1,000 decisions back; an older one has long been looked for. */
const mostPages = 20;

/**
 * Looks for every decision that the log owes this device.
 *
 * @returns those whose time is over and that are not there. They are not an alarm yet: see `checkLog`.
 * @throws LogAlarmError when one is not what was promised; ServiceUnreachableError
 */
export async function settlePending(context: ClientContext, shown: ShownLog): Promise<readonly PendingLeaf[]> {
  const pending = await loadRecords(context, "pending");
  const overdue: PendingLeaf[] = [];
  for (const accountId of new Set(pending.map((leaf) => leaf.accountId))) {
    const own = pending.filter((leaf) => leaf.accountId === accountId);
    const decisions = await findDecisions(context, accountId, own);
    if (!decisions) continue;
    for (const leaf of own) {
      const decision = decisions.get(leaf.leaf);
      if (decision?.index !== undefined && decision.index < shown.checkpoint.size) {
        await settle(context, shown, leaf, decision, decision.index);
      } else if (await isLost(context, leaf)) {
        await noteLoss(context, leaf);
      } else if (context.now() > leaf.receivedAt + longestSequencingMs + graceMs) {
        overdue.push(leaf);
      }
    }
  }
  return overdue;
}

/**
 * What the co-signer shows of them. An answer that cannot be read shows none; undefined where this device may not ask any
 * more, because it was removed from the account.
 */
async function findDecisions(context: ClientContext, accountId: Hex, pending: readonly PendingLeaf[]) {
  try {
    return await readDecisions(context, accountId, pending);
  } catch (error) {
    if (error instanceof CosignerMisbehavedError) return new Map<Hex, Decision>();
    if (error instanceof TandemApiError && error.code === "unknown_id") return undefined;
    throw error;
  }
}

async function readDecisions(context: ClientContext, accountId: Hex, pending: readonly PendingLeaf[]) {
  const wanted = new Set(pending.map(({ leaf }) => leaf));
  const found = new Map<Hex, Decision>();
  let cursor: string | undefined;
  for (let page = 0; page < mostPages && found.size < wanted.size; page++) {
    const decisions = await fetchDecisions(context, { accountId, cursor });
    for (const decision of decisions.items) if (wanted.has(decision.leaf)) found.set(decision.leaf, decision);
    cursor = decisions.cursor;
    if (cursor === undefined) break;
  }
  return found;
}

async function settle(
  context: ClientContext,
  shown: ShownLog,
  pending: PendingLeaf,
  { salt, entry }: Decision,
  index: number,
): Promise<void> {
  const leaf = hexToBytes(pending.leaf);
  const isOurs = hashDecision({ salt: hexToBytes(salt), entry }).every((byte, at) => byte === leaf[at]);
  if (!isOurs || !(await hasLeaf(shown, { leafHash: hashLeaf(leaf), index }))) {
    throw await raiseAlarm(context, {
      kind: "rewritten",
      subject: pending.leaf,
      evidence: { shown: shown.note, leaf: pending.leaf, promise: pending.promise },
      changes: [dropPending(pending)],
    });
  }
  const head = await loadHead(context);
  await context.storage.write([
    dropPending(pending),
    ...(head ? [putHead({ ...head, included: head.included + 1 })] : []),
  ]);
}

async function lossOf(context: ClientContext, { promise }: PendingLeaf) {
  const decidedAt = promise.sequencedBefore - longestSequencingMs;
  const events = await loadRecords(context, "event");
  return events.map(({ event }) => event).find(({ declaredAt }) => decidedAt <= declaredAt);
}

/** Whether a declared restore may have taken the decision with it. */
async function isLost(context: ClientContext, pending: PendingLeaf): Promise<boolean> {
  return (await lossOf(context, pending)) !== undefined;
}

async function noteLoss(context: ClientContext, pending: PendingLeaf): Promise<void> {
  const event = await lossOf(context, pending);
  if (!event) return;
  const lostLeaves = [...event.lostLeaves, pending.leaf];
  await context.storage.write([dropPending(pending), putEvent({ ...event, lostLeaves })]);
}
