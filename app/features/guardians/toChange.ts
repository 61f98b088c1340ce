import type { GuardianBook } from "@tandem/client";
import { goodThreshold } from "@/features/guardians/goodThreshold";
import { hasSameMembers } from "@/features/guardians/hasSameMembers";

/** What the owner is about to change, from what this device keeps. */
export type Change = {
  /** How many are needed then. */
  readonly threshold: number;
  readonly hasOtherMembers: boolean;
  /** Whether there is something to schedule at all. */
  readonly isChange: boolean;
  /** It is the one that was announced or confirmed last. */
  readonly isKept: boolean;
};

/** @param chosen - how many the owner has picked on the screen, if any */
export function toChange({ draft, current, next }: GuardianBook, chosen: number | undefined): Change {
  const count = draft.length;
  const hasOtherMembers = !hasSameMembers(draft, current?.members ?? []);
  const kept = next && hasSameMembers(next.members, draft) ? next.config.threshold : undefined;
  const inForce = current?.config.threshold ?? 0;
  const threshold = Math.min(chosen ?? kept ?? (hasOtherMembers && count > 0 ? goodThreshold(count) : inForce), count);
  return {
    threshold,
    hasOtherMembers,
    isChange: hasOtherMembers || threshold !== inForce,
    isKept: kept === threshold,
  };
}
