import type { GuardianNetwork, GuardianSet } from "@tandem/client";
import { describe, expect, test } from "vitest";
import { toNetworkWords } from "./networkWords";

const entry = (name: string) => ({ name, signer: `0x${name}`, salt: "0x", addedAt: 1 }) as const;
const [ada, ben, cy] = ["Ada", "Ben", "Cy"].map(entry) as [
  ReturnType<typeof entry>,
  ReturnType<typeof entry>,
  ReturnType<typeof entry>,
];
const set = (members: readonly ReturnType<typeof entry>[], count = members.length) =>
  ({
    config: { threshold: Math.min(2, count), commitments: Array.from({ length: count }, () => "0x") },
    configEpoch: 1,
    members,
  }) as unknown as GuardianSet; // all that is read
const current = set([ada, cy]);
const network = (changes: Partial<GuardianNetwork>): GuardianNetwork => ({
  chainId: 5,
  chainName: "Example",
  status: "none",
  isDeployed: false,
  inForce: undefined,
  unnamed: 0,
  removed: [],
  replaced: undefined,
  canSignFirst: false,
  scheduled: undefined,
  chainTime: 1,
  ...changes,
});
const wordsOf = (changes: Partial<GuardianNetwork>) => toNetworkWords(network(changes), current);

describe("toNetworkWords", () => {
  test("behavior: an earlier list: who, how many, who was taken out, who is missing", () => {
    expect(wordsOf({ status: "earlier", inForce: set([ada, ben]), removed: [ben] })).toEqual({
      tone: "caution",
      title: "On Example, an earlier list still counts: Ada, Ben",
      text: "2 of these 2 are needed there. You took out Ben, who can still act there. Cy does not count there yet.",
    });
    expect(wordsOf({ status: "earlier", inForce: set([ada], 3), unnamed: 2 })?.title).toMatch(/: Ada, and 2 more$/);
    expect(wordsOf({ status: "earlier", inForce: set([], 2), unnamed: 2 })?.title).toMatch(/: 2 whom this device/);
    expect(wordsOf({ status: "earlier", inForce: set([]) })?.title).toMatch(/: nobody$/);
  });

  test("behavior: where nobody guards yet, that an old signature still works, and what helps", () => {
    const replaced = set([ada, ben]);
    expect(wordsOf({ replaced, canSignFirst: true })?.text).toContain("Sign for your present guardians");
    expect(wordsOf({ replaced, status: "signed" })?.text).toContain("as soon as you use the account there");
    expect(wordsOf({ replaced, status: "signed", isDeployed: true })?.text).toContain("on their way");
    expect(wordsOf({ replaced })?.text).toContain("nobody can take it back");
  });

  test("behavior: says nothing of a network that has them, or gets them by itself", () => {
    expect(wordsOf({ status: "same" })).toBeUndefined();
    expect(wordsOf({ status: "signed" })).toBeUndefined();
    expect(wordsOf({ status: "none" })).toBeUndefined();
    expect(wordsOf({ status: "none", canSignFirst: true })?.title).toContain("do not count yet");
  });

  test("behavior: what cannot be known, or not be changed, is said as that", () => {
    expect(wordsOf({ status: "unknown" })?.title).toContain("does not know");
    expect(wordsOf({ status: "foreign" })?.title).toContain("key of before");
    expect(wordsOf({ status: "unreachable" })).toMatchObject({ tone: "info", title: "Example does not answer" });
  });
});
