import { describe, expect, test } from "vitest";
import { isGivenUp } from "./isGivenUp";

const row = (state: "failed" | "signed" | "confirming", userOpHash: `0x${string}` = "0x01") => ({
  state,
  prepared: { userOpHash },
});

describe("isGivenUp", () => {
  test("behavior: an operation that was dropped or has failed does not come any more", () => {
    expect(isGivenUp([], { userOpHash: "0x01" })).toBe(true);
    expect(isGivenUp([row("failed"), row("signed", "0x02")], { userOpHash: "0x01" })).toBe(true);
  });

  test("behavior: one that is under way may still reach the chain, whatever was said here", () => {
    expect(isGivenUp([row("failed"), row("signed")], { userOpHash: "0x01" })).toBe(false);
    expect(isGivenUp([row("confirming")], { userOpHash: "0x01" })).toBe(false);
  });
});
