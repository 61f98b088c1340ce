import type { GuardianBook, GuardianEntry, GuardianSet } from "@tandem/client";
import { type GuardianInvite, guardianSilenceSeconds } from "@tandem/protocol";

/** What the owner's devices know of the guardians' signs of life. */
export type Signs = {
  readonly invites: readonly GuardianInvite[];
  readonly given: GuardianBook["given"];
};

/** When a guardian last signed with its key: its answer to a question, or its yes. Undefined for one added by address. */
export function lastSeen({ inviteId }: GuardianEntry, { invites }: Pick<Signs, "invites">): number | undefined {
  const invite = inviteId === undefined ? undefined : invites.find((one) => one.inviteId === inviteId);
  return invite?.seenAt ?? invite?.acceptedAt;
}

/** When the owner last met one that was added by address: it was handed its card, or was asked by word of mouth. */
export function lastMet({ inviteId, signer }: GuardianEntry, { given }: Pick<Signs, "given">): number | undefined {
  return inviteId === undefined ? given?.[signer]?.at : undefined;
}

/** Time to ask: nobody knows whether a key still exists that was not used for half a year. */
export function isLongSilent(entry: GuardianEntry, signs: Signs, nowMilliseconds: number): boolean {
  const heardAt = lastSeen(entry, signs) ?? lastMet(entry, signs) ?? entry.addedAt;
  return nowMilliseconds - heardAt > guardianSilenceSeconds * 1000;
}

/** Those in force who are long silent. Who is known by a commitment only cannot be asked, and is not among them. */
export function listSilent(
  current: GuardianSet | undefined,
  signs: Signs,
  nowMilliseconds: number,
): readonly GuardianEntry[] {
  return current?.members.filter((entry) => isLongSilent(entry, signs, nowMilliseconds)) ?? [];
}

/** Whether those who have given a sign in time are fewer than are needed: then the guardians are no way back. */
export function areTooFewHeard(current: GuardianSet | undefined, signs: Signs, nowMilliseconds: number): boolean {
  if (!current) return false;
  const { commitments, threshold } = current.config;
  return commitments.length - listSilent(current, signs, nowMilliseconds).length < threshold;
}
