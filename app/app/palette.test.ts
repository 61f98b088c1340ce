import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("./palette.css", import.meta.url), "utf8");
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name = "", light = "", dark = ""]) => [
    name,
    { light, dark },
  ]),
);
const grounds = ["page", "surface", "sunken"];

describe.each(["light", "dark"] as const)("palette.css, %s", (scheme) => {
  const ratio = (one: string, other: string) => contrast(colour(one), colour(other));
  const colour = (name: string) => tokens.get(name)?.[scheme] ?? expect.fail(`no colour ${name}`);

  test.each(["ink", "muted", "faint", "accent", "danger", "caution"])(
    "behavior: %s is readable text on every ground",
    (name) => {
      for (const ground of grounds) expect(ratio(name, ground), ground).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each(["accent", "danger", "caution"])("behavior: %s is readable text on its soft ground", (name) => {
    for (const text of [name, "ink", "muted"]) {
      expect(ratio(text, `${name}-soft`), text).toBeGreaterThanOrEqual(4.5);
    }
  });

  test("behavior: the edge of a control stands out from every ground", () => {
    for (const ground of grounds) expect(ratio("control", ground), ground).toBeGreaterThanOrEqual(3);
  });
});

/** WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
