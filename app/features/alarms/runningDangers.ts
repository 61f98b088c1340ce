import type { Alarm, Facts } from "@tandem/protocol";

/** Something on a chain that the owner can still stop with one operation. */
export type RunningDanger = {
  readonly kind: "recovery-started" | "guardians-scheduled" | "upgrade-scheduled";
  readonly chainId: number;
  readonly facts: Facts;
  readonly alarmId: string;
};

/** What starts it, and what ends it. */
const endings = {
  "recovery-started": ["recovery-cancelled", "recovery-finalized", "owner-rotated"],
  "guardians-scheduled": ["guardians-cancelled", "guardians-applied", "recovery-started", "owner-rotated"],
  "upgrade-scheduled": ["upgrade-cancelled", "upgrade-applied", "recovery-started", "owner-rotated"],
} as const;

/**
 * What runs on some chain, by what its events have told so far: the newest one of each kind and chain that nothing has
 * ended and that has not run out.
 *
 * @param alarms - newest first
 */
export function runningDangers(alarms: readonly Alarm[], now: number): readonly RunningDanger[] {
  const found: RunningDanger[] = [];
  for (const [index, { alarmId, kind, facts }] of alarms.entries()) {
    if (!isStart(kind) || typeof facts.chainId !== "number" || Number(facts.expiresAt) <= now) continue;
    const { chainId } = facts;
    const later = alarms.slice(0, index).filter((alarm) => alarm.facts.chainId === chainId);
    const isOver = later.some((alarm) => alarm.kind === kind || endings[kind].some((ending) => ending === alarm.kind));
    const isDropped = alarms.some(
      (alarm) => alarm.kind === "event-dropped" && alarm.facts.transactionHash === facts.transactionHash,
    );
    if (!isOver && !isDropped) found.push({ kind, chainId, facts, alarmId });
  }
  return found;
}

function isStart(kind: string): kind is RunningDanger["kind"] {
  return Object.hasOwn(endings, kind);
}
