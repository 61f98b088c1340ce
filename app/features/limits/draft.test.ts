import type { Policy } from "@tandem/protocol";
import { describe, expect, it } from "vitest";
import { checkLimit, toDraft, toPolicy } from "@/features/limits/draft";

const asset = { id: "eip155:1/slip44:60", chainId: 1, token: undefined, symbol: "ETH", name: "Ether", decimals: 18 };
const hidden = { asset: "eip155:2/slip44:60", amount: "7", windowSeconds: 86_400 as const };
const policy: Policy = {
  version: 1,
  limits: [hidden, { asset: asset.id, amount: "1500000000000000000", windowSeconds: 86_400 }],
  contacts: [`0x${"a1".repeat(20)}`],
};

describe("draft of a policy", () => {
  it("behavior: unchanged it is the same policy", () => {
    const draft = toDraft(policy, [asset]);
    expect(draft.amounts[asset.id]).toBe("1.5");
    expect(toPolicy(draft, policy, [asset])).toEqual(policy);
  });

  it("behavior: an empty amount is no limit, zero is one; what is not shown stays", () => {
    const draft = toDraft(policy, [asset]);
    const withAmount = (text: string) => toPolicy({ ...draft, amounts: { [asset.id]: text } }, policy, [asset])?.limits;
    expect(withAmount("")).toEqual([hidden]);
    expect(withAmount("0")).toEqual([hidden, { asset: asset.id, amount: "0", windowSeconds: 86_400 }]);
    expect(withAmount("0,25")?.[1]?.amount).toBe("250000000000000000");
    expect(withAmount(".5")?.[1]?.amount).toBe("500000000000000000");
    expect(withAmount("1e5")).toBeUndefined();
    expect(withAmount("1,000")).toBeUndefined();
    expect(withAmount(".")).toBeUndefined();
  });

  it("behavior: lists and the question about new recipients", () => {
    const draft = {
      ...toDraft(policy, [asset]),
      asksNew: true,
      allowed: [],
      blocked: [`0x${"b2".repeat(20)}` as const],
    };
    expect(toPolicy(draft, policy, [asset])).toMatchObject({
      allowed: [],
      blocked: [`0x${"b2".repeat(20)}`],
      newRecipients: "confirm",
    });
  });

  it("error: says what is wrong with an amount", () => {
    expect(checkLimit("1.2.3", asset)).toContain("one point");
    expect(checkLimit("1,000", asset)).toContain("1000 or 1.000");
    expect(checkLimit("", asset)).toBeUndefined();
    expect(checkLimit("-1", asset)).toContain("digits");
    expect(checkLimit("0.1234567890123456789", asset)).toContain("18 digits");
    expect(checkLimit("9".repeat(70), asset)).toContain("more than there can be");
  });
});
