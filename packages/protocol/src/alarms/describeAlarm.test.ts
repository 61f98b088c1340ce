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

  test("behavior: everything that guards the account is told in words of its own", () => {
    const kinds = ["passkey-added", "passkey-removed", "kit-made", "kit-opened", "kit-restored", "key-rotated"];
    const others = ["shares-refreshed", "policy-changed", "administration", "frozen", "unfrozen"];
    const waiting = ["kit-rotation", "delete-data", "guardians", "upgrade"].map((kind) => `${kind}-requested`);
    for (const kind of [...kinds, ...others, ...waiting, "device-lost"]) {
      const { title, text } = describeAlarm(kind, {});
      expect(title.toLowerCase()).not.toBe(kind.replaceAll("-", " "));
      expect(text).not.toContain("Look at the account's security page");
    }
    expect(describeAlarm("guardians-requested", {}).title).toBe("A change of guardians was asked for");
    expect(describeAlarm("upgrade-requested", {}).title).toBe("New code for the account was asked for");
    expect(describeAlarm("guardian-silent", { guardian: "Bea" }).title).toBe("Bea gave no sign for half a year");
    expect(describeAlarm("frozen", { by: "guardians" }).title).toContain("guardians");
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
