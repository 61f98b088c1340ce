import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeAlarm } from "./describeAlarm.ts";

describe("describeAlarm", () => {
  test("behavior: every kind has words, also one that nobody has heard of", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/), (kind) => {
        const { title, text } = describeAlarm(kind, {});
        expect(title.length).toBeGreaterThan(0);
        expect(text.length).toBeGreaterThan(0);
        expect(title).not.toMatch(/undefined|\bnull\b/);
        expect(text).not.toMatch(/undefined|\bnull\b/);
      }),
    );
  });

  test("behavior: what can still be stopped is a danger and says so", () => {
    for (const kind of ["recovery-started", "guardians-scheduled", "upgrade-scheduled", "rotation-requested"]) {
      expect(describeAlarm(kind, {})).toMatchObject({
        weight: "danger",
        text: expect.stringContaining("cancel it now"),
      });
    }
    expect(describeAlarm("rotation-cancelled", {}).weight).toBe("info");
  });
});
