import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { guardianGuide } from "./guardianGuide";
import type { Press } from "./guide";
import { userGuide } from "./userGuide";

const features = new URL("..", import.meta.url);

describe.each([userGuide, guardianGuide])("$title", ({ chapters }) => {
  const pressed = chapters
    .flatMap(({ steps = [] }) => steps.flat())
    .filter((part): part is Press => typeof part !== "string");

  test.each(pressed)("behavior: $on has “$press”", ({ press, on }) => {
    expect(wordsOf(readFileSync(new URL(on, features), "utf8"))).toContain(press);
  });

  test("behavior: every picture is told in words, and no chapter's address comes twice", () => {
    for (const { alt } of chapters) expect(alt.length).toBeGreaterThan(20);
    expect(new Set(chapters.map(({ id }) => id)).size).toBe(chapters.length);
  });
});

/** What a screen says: the text between its tags and the strings in its code, each whole. */
function wordsOf(source: string): readonly string[] {
  const texts = source.matchAll(/(?<==?>|\/>|\})\s*([^<>{}]+?)\s*(?=<|\{)/g);
  const strings = source.matchAll(/"([^"\n]+)"/g);
  return [...texts, ...strings].map(([, text = ""]) => text.replaceAll(/\s+/g, " "));
}
