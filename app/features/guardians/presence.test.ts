import type { GuardianEntry } from "@tandem/client";
import type { GuardianInvite } from "@tandem/protocol";
import { describe, expect, test } from "vitest";
import { isLongSilent, lastSeen } from "./presence";

const day = 24 * 3600 * 1000;
const entry: GuardianEntry = { name: "Bea", signer: "0x01", salt: "0x02", inviteId: "a", addedAt: 0 };
const invite: GuardianInvite = { inviteId: "a", name: "Bea", createdAt: 0, expiresAt: 1, hasCard: true };

describe("presence", () => {
  test("behavior: the last answer counts, before the first one the yes", () => {
    expect(lastSeen(entry, [{ ...invite, acceptedAt: 5 }])).toBe(5);
    expect(lastSeen(entry, [{ ...invite, acceptedAt: 5, seenAt: 9 }])).toBe(9);
    expect(lastSeen({ ...entry, inviteId: undefined }, [invite])).toBeUndefined();
  });

  test("behavior: silent after half a year without a sign, counted from the day it was added", () => {
    expect(isLongSilent(entry, [invite], 100 * day)).toBe(false);
    expect(isLongSilent(entry, [invite], 200 * day)).toBe(true);
    expect(isLongSilent(entry, [{ ...invite, seenAt: 150 * day }], 200 * day)).toBe(false);
  });
});
