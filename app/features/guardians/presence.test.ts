import type { GuardianEntry, GuardianSet } from "@tandem/client";
import type { GuardianInvite } from "@tandem/protocol";
import { describe, expect, test } from "vitest";
import { areTooFewHeard, isLongSilent, lastMet, lastSeen, listSilent } from "./presence";

const day = 24 * 3600 * 1000;
const entry: GuardianEntry = { name: "Bea", signer: "0x01", salt: "0x02", inviteId: "a", addedAt: 0 };
const byAddress: GuardianEntry = { ...entry, inviteId: undefined };
const invite: GuardianInvite = { inviteId: "a", name: "Bea", createdAt: 0, expiresAt: 1, hasCard: true };
const signs = (change: Partial<GuardianInvite> = {}, at?: number) => ({
  invites: [{ ...invite, ...change }],
  given: at === undefined ? undefined : { "0x01": { configHash: "0x", at } as const },
});

describe("presence", () => {
  test("behavior: the last answer counts, before the first one the yes", () => {
    expect(lastSeen(entry, signs({ acceptedAt: 5 }))).toBe(5);
    expect(lastSeen(entry, signs({ acceptedAt: 5, seenAt: 9 }))).toBe(9);
    expect(lastSeen(byAddress, signs())).toBeUndefined();
  });

  test("behavior: one added by address was met when it got its card; a card that was sent is no sign", () => {
    expect(lastMet(byAddress, signs({}, 7))).toBe(7);
    expect(lastMet(entry, signs({}, 7))).toBeUndefined();
    expect(isLongSilent(byAddress, signs({}, 100 * day), 200 * day)).toBe(false);
    expect(isLongSilent(entry, signs({}, 100 * day), 200 * day)).toBe(true);
  });

  test("behavior: silent after half a year without a sign, counted from the day it was added", () => {
    expect(isLongSilent(entry, signs(), 100 * day)).toBe(false);
    expect(isLongSilent(entry, signs(), 200 * day)).toBe(true);
    expect(isLongSilent(entry, signs({ seenAt: 150 * day }), 200 * day)).toBe(false);
  });
});

describe("areTooFewHeard", () => {
  const fresh = { ...byAddress, signer: "0x03", addedAt: 190 * day } as const;
  const set = (threshold: number, members: readonly GuardianEntry[], commitments = members.length): GuardianSet => ({
    config: {
      threshold,
      recoveryDelay: 1,
      recoveryWindow: 1,
      configDelay: 1,
      commitments: Array.from({ length: commitments }, () => "0x" as const),
    },
    configEpoch: 1,
    members,
  });

  test("behavior: only who gave a sign in time, or was never due to, helps to come back", () => {
    expect(listSilent(set(1, [entry, fresh]), signs(), 200 * day)).toEqual([entry]);
    expect(areTooFewHeard(set(1, [entry, fresh]), signs(), 200 * day)).toBe(false);
    expect(areTooFewHeard(set(2, [entry, fresh]), signs(), 200 * day)).toBe(true);
    expect(areTooFewHeard(set(2, [entry, fresh]), signs({ seenAt: 150 * day }), 200 * day)).toBe(false);
  });

  test("behavior: nobody is called silent whom this device cannot name", () => {
    expect(areTooFewHeard(undefined, signs(), 200 * day)).toBe(false);
    expect(areTooFewHeard(set(2, [], 3), signs(), 200 * day)).toBe(false);
    expect(areTooFewHeard(set(3, [entry], 3), signs(), 200 * day)).toBe(true);
  });
});
