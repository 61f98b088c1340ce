import { describe, expect, test } from "vitest";
import { needsService } from "./needsService";

describe("needsService", () => {
  test.each(["/send", "/security", "/kit/test", "/activity/0x01", "/settings/limits"])("behavior: %s does", (path) =>
    expect(needsService(path)).toBe(true),
  );

  test.each(["/", "/receive", "/settings", "/contacts", "/help", "/operator", "/sendings"])(
    "behavior: %s does not",
    (path) => expect(needsService(path)).toBe(false),
  );
});
