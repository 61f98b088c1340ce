import { describe, expect, test } from "vitest";
import { formatDuration } from "@/lib/formatDuration";

describe("formatDuration", () => {
  test.each([
    [-5, "0 seconds"],
    [1, "1 second"],
    [59, "59 seconds"],
    [60, "1 minute"],
    [61, "2 minutes"],
    [3600, "1 hour"],
    [5400, "1 hour 30 minutes"],
    [47 * 3600, "47 hours"],
    [48 * 3600, "2 days"],
    [51 * 3600, "2 days 3 hours"],
  ])("behavior: %i seconds", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
