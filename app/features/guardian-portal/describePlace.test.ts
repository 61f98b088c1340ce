import { describe, expect, test } from "vitest";
import { describePlace } from "@/features/guardian-portal/describePlace";

const cardOf = (threshold: number, count: number) =>
  ({ accountName: "Ada", config: { threshold, commitments: Array.from({ length: count }, () => "0x") } }) as never;

describe("describePlace", () => {
  test("behavior: says who can act alone, and how many have to act together", () => {
    expect(describePlace(cardOf(2, 3))).toBe(
      "You are one of 3 guardians of “Ada”. 2 of you together can give the account a new key.",
    );
    expect(describePlace(cardOf(1, 3))).toContain("Each of you alone");
    expect(describePlace(cardOf(1, 1))).toBe(
      "You are the only guardian of “Ada”. You alone can give the account a new key.",
    );
  });
});
