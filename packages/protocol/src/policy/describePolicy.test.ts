import { describe, expect, test } from "vitest";
import type { Policy } from "../schemas/policy.ts";
import { describePolicy } from "./describePolicy.ts";
import { policyHash } from "./policyHash.ts";

const [a, b] = ["a1", "b2"].map((byte): `0x${string}` => `0x${byte.repeat(20)}`) as [`0x${string}`, `0x${string}`];
const policy: Policy = {
  version: 1,
  limits: [{ asset: "eip155:1/slip44:60", amount: "5", windowSeconds: 86_400 }],
  allowed: [b, a],
  blocked: [a],
  newRecipients: "confirm",
  contacts: [b],
};

describe("describePolicy", () => {
  test("behavior: one sentence a rule", () => {
    expect(describePolicy({ policy, formatAmount: (_, amount) => `${amount} wei` })).toEqual([
      "At most 5 wei may leave in any 24 hours.",
      "An asset without a limit, an approval, an NFT and a call that cannot be read are confirmed each time.",
      `Only these may be paid: ${a}, ${b}.`,
      `These are never paid: ${a}.`,
      "Somebody who was not paid before is confirmed first.",
      `These are not new: ${b}.`,
    ]);
    expect(describePolicy({ policy: { version: 1, limits: [], allowed: [] } })).toContain("Nobody may be paid.");
  });

  test("behavior: equal policies have one text and one hash, in whatever order they are written", () => {
    const other: Policy = {
      contacts: [b],
      blocked: [a],
      newRecipients: "confirm",
      allowed: [a, b],
      version: 1,
      limits: policy.limits,
    };
    expect(describePolicy({ policy: other })).toEqual(describePolicy({ policy }));
    expect(policyHash(other)).toBe(policyHash(policy));
    for (const part of ["allowed", "blocked", "contacts", "newRecipients"] as const) {
      const { [part]: _, ...less } = policy;
      expect(policyHash(less)).not.toBe(policyHash(policy));
    }
  });
});
