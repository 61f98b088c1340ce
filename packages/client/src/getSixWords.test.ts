import { wordlist } from "@scure/bip39/wordlists/english";
import { describe, expect, test } from "vitest";
import { getSixWords } from "./getSixWords.ts";

const message = new TextEncoder().encode("a request");

describe("getSixWords", () => {
  test("behavior: six words of the list, the same for the same message: a fixed vector", async () => {
    const words = await getSixWords("tandem/recovery-words/v1", message);
    expect(words).toHaveLength(6);
    expect(words.every((word) => wordlist.includes(word))).toBe(true);
    expect(words.join(" ")).toMatchInlineSnapshot(`"spare yard attend twin honey action"`);
  });

  test("behavior: another message or purpose gives other words", async () => {
    const words = (await getSixWords("tandem/recovery-words/v1", message)).join();
    const changed = Uint8Array.from(message, (byte, index) => (index === 0 ? byte ^ 1 : byte));
    expect((await getSixWords("tandem/recovery-words/v1", changed)).join()).not.toBe(words);
    expect((await getSixWords("tandem/guardian-words/v1", message)).join()).not.toBe(words);
  });
});
