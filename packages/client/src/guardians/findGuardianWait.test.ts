import { hashGuardianConfig } from "@tandem/account";
import type { Wait } from "@tandem/protocol";
import { describe, expect, test } from "vitest";
import { toDraftSet } from "./draft.ts";
import { isForDraft } from "./findGuardianWait.ts";
import type { GuardianBook, GuardianEntry } from "./types.ts";

const member = (digit: string): GuardianEntry => ({
  name: `Guardian ${digit}`,
  signer: `0x${digit.repeat(40)}`,
  salt: `0x${digit.repeat(64)}`,
  addedAt: 1,
});
const book: GuardianBook = { version: 1, accountId: "0x01", draft: [member("1"), member("2"), member("3")] };
const chainId = 1;

function createWait(kind: string, threshold: number, facts: Wait["facts"] = {}): Wait {
  const configHash = hashGuardianConfig(toDraftSet(book, threshold, 1).config, 1n);
  return {
    waitId: "wait",
    kind,
    facts: { guardians: book.draft.length, threshold, configHash, ...facts },
    requestedAt: 1,
    readyAt: 2,
    expiresAt: 3,
  };
}

describe("isForDraft", () => {
  test("behavior: a wait is found again for the same people and the threshold it was begun with", () => {
    expect(isForDraft(book, createWait("first-guardians", 2), chainId)).toBe(true);
    expect(isForDraft(book, createWait("first-guardians", 3), chainId)).toBe(true);
    expect(isForDraft(book, createWait("guardians", 2, { chainId }), chainId)).toBe(true);
  });

  test("behavior: other people, another network, or what is not about guardians, is no match", () => {
    const wait = createWait("first-guardians", 2);
    expect(isForDraft({ ...book, draft: book.draft.slice(1) }, wait, chainId)).toBe(false);
    expect(isForDraft({ ...book, draft: [...book.draft.slice(1), member("4")] }, wait, chainId)).toBe(false);
    expect(isForDraft(book, createWait("guardians", 2, { chainId: 5 }), chainId)).toBe(false);
    expect(isForDraft(book, createWait("kit", 2), chainId)).toBe(false);
  });

  test("behavior: facts that make no sense are no match", () => {
    expect(isForDraft(book, { ...createWait("first-guardians", 2), facts: {} }, chainId)).toBe(false);
    expect(isForDraft(book, createWait("first-guardians", 2, { threshold: 9 }), chainId)).toBe(false);
    expect(isForDraft(book, createWait("first-guardians", 2, { threshold: 0 }), chainId)).toBe(false);
  });
});
