import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Policy } from "../schemas/policy.ts";
import { isLoosening } from "./isLoosening.ts";

const people = ["a1", "b2", "c3", "d4"].map((byte): `0x${string}` => `0x${byte.repeat(20)}`);
const stranger = `0x${"ee".repeat(20)}`;
const assets = ["eip155:1/slip44:60", `eip155:1/erc20:0x${"70".repeat(20)}`, `eip155:1/erc20:0x${"71".repeat(20)}`];

const anyList = fc.option(fc.subarray(people), { nil: undefined });
const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    limits: fc
      .subarray(assets.slice(0, 2))
      .chain((chosen) =>
        fc.tuple(
          ...chosen.map((asset) =>
            fc.nat(12).map((amount) => ({ asset, amount: String(amount), windowSeconds: 86_400 as const })),
          ),
        ),
      ),
    allowed: anyList,
    blocked: anyList,
    contacts: anyList,
    newRecipients: fc.constantFrom(undefined, "confirm" as const),
  })
  .map(({ limits, ...rest }) => ({
    version: 1,
    limits: [...limits],
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
  }));

/** The rules as the co-signer applies them, written a second time: 0 refused, 1 with a confirm, 2 allowed. */
function judge(policy: Policy, to: string | undefined, asset: string, amount: bigint): number {
  if (to !== undefined && policy.blocked?.some((address) => address === to)) return 0;
  if (to !== undefined && policy.allowed && !policy.allowed.some((address) => address === to)) return 0;
  const limit = policy.limits.find((entry) => entry.asset === asset);
  if (limit && amount > BigInt(limit.amount)) return 0;
  const isNew = to !== undefined && !policy.contacts?.some((address) => address === to);
  return !limit || (isNew && policy.newRecipients === "confirm") ? 1 : 2;
}

const everything = [undefined, stranger, ...people].flatMap((to) =>
  assets.flatMap((asset) => Array.from({ length: 14 }, (_, i) => ({ to, asset, amount: BigInt(i + 1) }))),
);

describe("isLoosening", () => {
  test("behavior: true if and only if some operation is let through that was stopped", () => {
    const outcomes = new Set<boolean>();
    fc.assert(
      fc.property(anyPolicy, anyPolicy, (before, after) => {
        const loosens = everything.some(
          ({ to, asset, amount }) => judge(after, to, asset, amount) > judge(before, to, asset, amount),
        );
        outcomes.add(loosens);
        expect(isLoosening(before, after)).toBe(loosens);
      }),
      { numRuns: 2000 },
    );
    expect(outcomes.size).toBe(2);
  });

  test("behavior: no change loosens nothing, and tightening step by step never loosens", () => {
    fc.assert(
      fc.property(anyPolicy, anyPolicy, anyPolicy, (a, b, c) => {
        expect(isLoosening(a, a)).toBe(false);
        if (!isLoosening(a, b) && !isLoosening(b, c)) expect(isLoosening(a, c)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test("behavior: by example", () => {
    const limit = (amount: string) => ({ asset: assets[0] ?? "", amount, windowSeconds: 86_400 as const });
    const policy: Policy = { version: 1, limits: [limit("5")] };
    const [friend = "0x", thief = "0x"] = people;
    expect(isLoosening(policy, { ...policy, limits: [limit("6")] })).toBe(true);
    expect(isLoosening(policy, { ...policy, limits: [limit("4")] })).toBe(false);
    // Without a limit any amount can be confirmed.
    expect(isLoosening(policy, { ...policy, limits: [] })).toBe(true);
    expect(isLoosening(policy, { ...policy, allowed: [friend] })).toBe(false);
    expect(isLoosening({ ...policy, allowed: [friend] }, { ...policy, allowed: [friend, thief] })).toBe(true);
    // Not where the address is blocked at the same time.
    const both: Policy = { ...policy, allowed: [friend, thief], blocked: [thief] };
    expect(isLoosening({ ...policy, allowed: [friend] }, both)).toBe(false);
    expect(isLoosening({ ...policy, blocked: [thief] }, policy)).toBe(true);
    expect(isLoosening({ ...policy, newRecipients: "confirm" }, policy)).toBe(true);
    expect(isLoosening(policy, { ...policy, newRecipients: "confirm" })).toBe(false);
  });
});
