import { describe, expect, it } from "vitest";
import { formatCountdown } from "@/features/changes/formatCountdown";

describe("formatCountdown", () => {
  it.each([
    [-5, "under a minute"],
    [60_000, "under a minute"],
    [61_000, "2 min"],
    [3_600_000, "1 h"],
    [86_399_000, "24 h"],
    [172_800_000, "2 d"],
    [86_340_000, "23 h 59 min"],
    [90_000_000, "1 d 1 h"],
  ])("behavior: %i ms is %s", (milliseconds, text) => {
    expect(formatCountdown(milliseconds)).toBe(text);
  });
});
