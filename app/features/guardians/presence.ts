import type { GuardianEntry } from "@tandem/client";
import type { GuardianInvite } from "@tandem/protocol";

const halfYearMilliseconds = 182 * 24 * 3600 * 1000;

/** When a guardian last signed with its key: its answer to a question, or its yes. Undefined for one added by address. */
export function lastSeen({ inviteId }: GuardianEntry, invites: readonly GuardianInvite[]): number | undefined {
  const invite = inviteId === undefined ? undefined : invites.find((one) => one.inviteId === inviteId);
  return invite?.seenAt ?? invite?.acceptedAt;
}

/** Time to ask: nobody knows whether a key still exists that was not used for half a year. */
export function isLongSilent(
  entry: GuardianEntry,
  invites: readonly GuardianInvite[],
  nowMilliseconds: number,
): boolean {
  return nowMilliseconds - (lastSeen(entry, invites) ?? entry.addedAt) > halfYearMilliseconds;
}
