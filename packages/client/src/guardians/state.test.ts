import { describe, expect, test } from "vitest";
import { createSet } from "../../testing/guardianSets.ts";
import { hashSet, listKnown, withKnown } from "./knownSets.ts";
import { settle } from "./state.ts";
import type { GuardianBook } from "./types.ts";

const [first, second, third] = [createSet("12", 1), createSet("13", 2), createSet("34", 3)] as const;
const base: GuardianBook = { version: 1, accountId: "0x01", draft: [] };

/** Chosen and come into force one after the other. */
function bookOf(...sets: readonly (typeof first)[]): GuardianBook {
  let book = base;
  for (const [index, set] of sets.entries()) {
    const { next: _, ...named } = withKnown({ ...book, next: set }, index + 1);
    book = { ...named, current: set, draft: set.members };
  }
  return book;
}

describe("settle", () => {
  test("behavior: what was scheduled and is in force is meant, and what was in force stays known", () => {
    const book = withKnown({ ...bookOf(first), next: second }, 9);
    const settled = settle(book, hashSet(second));
    expect(settled).toMatchObject({ current: second, draft: second.members });
    expect(settled.next).toBeUndefined();
    expect(listKnown(settled).map(hashSet)).toContain(hashSet(first));
  });

  test("behavior: an earlier list that a network still has does not come back", () => {
    const book = bookOf(first, second, third);
    for (const earlier of [first, second]) expect(settle(book, hashSet(earlier))).toBe(book);
  });

  test("behavior: the same list under another epoch changes nothing", () => {
    const book = withKnown(bookOf(first, third), 9, { ...third, configEpoch: 2 });
    expect(settle(book, hashSet({ ...third, configEpoch: 2 }))).toBe(book);
  });

  test("behavior: a change that another took the place of before it was applied is meant once it is in force", () => {
    const book = withKnown({ ...bookOf(first), next: second }, 9);
    const other = withKnown({ ...book, next: third }, 10);
    expect(settle(other, hashSet(second))).toMatchObject({ current: second, next: third });
  });

  test("behavior: a list that nobody here knows changes nothing, and a book of before still moves up", () => {
    const book = { ...base, current: first, next: second, draft: first.members };
    expect(settle(book, hashSet(third))).toBe(book);
    expect(settle(book, hashSet(second))).toMatchObject({ current: second });
  });
});
