import type { GuardianBook } from "@tandem/client";
import { goodThreshold } from "@/features/guardians/goodThreshold";
import { hasSameMembers } from "@/features/guardians/hasSameMembers";

/** What the owner is about to change. */
export type Change = {
  /** How many are needed then. */
  readonly threshold: number;
  readonly hasOtherMembers: boolean;
  /** Whether there is something to schedule at all. */
  readonly isChange: boolean;
};

/** @param chosen - how many the owner has picked, now or when it was announced */
export function toChange({ draft, current }: GuardianBook, chosen: number | undefined): Change {
  const count = draft.length;
  const hasOtherMembers = !hasSameMembers(draft, current?.members ?? []);
  const inForce = current?.config.threshold ?? 0;
  const start = hasOtherMembers && count > 0 ? goodThreshold(count) : inForce;
  const threshold = Math.min(chosen ?? start, count);
  // An empty list beside guardians whom nobody here can name is no wish to have none.
  const isChange = hasOtherMembers || (count > 0 && threshold !== inForce);
  return { threshold, hasOtherMembers, isChange };
}
