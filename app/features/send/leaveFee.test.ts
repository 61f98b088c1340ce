import { describe, expect, test } from "vitest";
import { leaveFee } from "@/features/send/leaveFee";

describe("leaveFee", () => {
  test("behavior: leaves the fee and a quarter more", () => {
    expect(leaveFee({ balance: 1_000n, feeWei: 100n })).toBe(875n);
  });

  test("behavior: nothing can be sent where the fee takes it all", () => {
    expect(leaveFee({ balance: 125n, feeWei: 100n })).toBeUndefined();
    expect(leaveFee({ balance: 0n, feeWei: 1n })).toBeUndefined();
  });
});
