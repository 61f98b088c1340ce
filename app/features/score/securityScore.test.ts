import { describe, expect, test } from "vitest";
import { type SecurityFacts, toSecurityScore } from "./securityScore";

const nothing: SecurityFacts = {
  devices: 1,
  opensElsewhere: false,
  hasKit: false,
  guardians: 0,
  areGuardiansSilent: false,
  hasOldGuardians: false,
  passkeys: 1,
  hasExport: false,
  channels: 0,
  hasSecondFactor: false,
};

describe("toSecurityScore", () => {
  test("behavior: a new account on one device is fragile, and the kit comes first", () => {
    expect(toSecurityScore(nothing)).toMatchObject({ points: 15, word: "Fragile", next: { id: "kit" } });
  });

  test("behavior: says when a passkey alone opens no new device", () => {
    expect(toSecurityScore(nothing).next?.text).toContain("does not open this account on a new device");
    expect(toSecurityScore({ ...nothing, opensElsewhere: true }).next?.text).not.toContain("does not open");
  });

  test("behavior: everything done is 100, and nothing is left to do", () => {
    const all = { devices: 2, opensElsewhere: true, hasKit: true, guardians: 3, channels: 1, hasSecondFactor: true };
    const score = toSecurityScore({ ...nothing, ...all });
    expect(score).toMatchObject({ points: 100, word: "Strong", next: undefined, lockOuts: [] });
  });

  test("behavior: as long as nobody knows of guardians, no door is called locked", () => {
    expect(toSecurityScore({ ...nothing, guardians: undefined }).lockOuts).toBeUndefined();
    expect(toSecurityScore(nothing).lockOuts).toHaveLength(3);
  });

  test("behavior: guardians who have long given no sign count only once they answer", () => {
    const silent = { ...nothing, guardians: 3, areGuardiansSilent: true };
    const guardians = toSecurityScore(silent).steps.find(({ id }) => id === "guardians");
    expect(guardians).toMatchObject({ isDone: false, title: expect.stringContaining("still there") });
    expect(toSecurityScore({ ...silent, areGuardiansSilent: false }).points).toBe(toSecurityScore(silent).points + 20);
  });

  test("behavior: an earlier list on another network is a step to do, and guards all the same", () => {
    const old = toSecurityScore({ ...nothing, hasKit: true, guardians: 3, hasOldGuardians: true });
    const step = old.steps.find(({ id }) => id === "guardians");
    expect(step).toMatchObject({ isDone: false, title: "Change your guardians on every network" });
    expect(old.lockOuts).toEqual([]);
  });

  test("behavior: silent guardians are no way back, and asking them is what mends it", () => {
    const withKit = { ...nothing, hasKit: true, guardians: 3 };
    const { lockOuts } = toSecurityScore({ ...withKit, areGuardiansSilent: true });
    expect(lockOuts?.map(({ lost }) => lost)).toEqual(
      toSecurityScore({ ...withKit, guardians: 0 }).lockOuts?.map(({ lost }) => lost),
    );
    expect(lockOuts).not.toEqual([]);
    for (const { remedy, text } of lockOuts ?? [])
      if (remedy === "guardians") expect(text).toContain("Ask your guardians whether they are still there.");
    expect(lockOuts?.some(({ remedy }) => remedy === "guardians")).toBe(true);
    expect(toSecurityScore(withKit).lockOuts).toEqual([]);
  });

  test("behavior: each fact alone raises the score, and never lowers it", () => {
    const facts: readonly Partial<SecurityFacts>[] = [
      { devices: 2 },
      { opensElsewhere: true },
      { hasKit: true },
      { guardians: 1 },
      { channels: 1 },
      { hasSecondFactor: true },
    ];
    for (const fact of facts) expect(toSecurityScore({ ...nothing, ...fact }).points).toBeGreaterThan(15);
  });
});
