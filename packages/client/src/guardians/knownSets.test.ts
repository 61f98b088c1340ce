import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSet } from "../../testing/guardianSets.ts";
import { findSet, hashSet, listKnown, maxKnownSets, mergeKnown, withKnown } from "./knownSets.ts";
import type { GuardianBook } from "./types.ts";

const accountId = "0x01";
const signature = (digit: string) => `0x${digit.repeat(104)}` as const;

const knownSet = fc
  .record({
    digits: fc.constantFrom("1", "12", "123", "234", "1234"),
    configEpoch: fc.integer({ min: 1, max: 3 }),
    at: fc.integer({ min: 0, max: 5 }),
    ownerSignature: fc.option(fc.constantFrom(signature("a"), signature("b")), { nil: undefined }),
  })
  .map(({ digits, configEpoch, at, ownerSignature }) => ({
    ...createSet(digits, configEpoch),
    at,
    ...(ownerSignature && { ownerSignature }),
  }));
const lists = fc.array(knownSet, { maxLength: 8 });
const hashes = (sets: readonly Parameters<typeof hashSet>[0][]) => new Set(sets.map(hashSet));

describe("mergeKnown", () => {
  test("behavior: whatever the order of devices, the same comes out, each set once, the last chosen first", () => {
    fc.assert(
      fc.property(lists, lists, lists, (one, other, third) => {
        const merged = mergeKnown(one, other, third);
        expect(mergeKnown(mergeKnown(third, one), other)).toEqual(merged);
        expect(mergeKnown(merged, merged)).toEqual(merged);
        expect(hashes(merged).size).toBe(merged.length);
        expect(merged.map(({ at }) => at)).toEqual(merged.map(({ at }) => at).toSorted((left, right) => right - left));
      }),
    );
  });

  test("behavior: no set is lost while there is room", () => {
    fc.assert(
      fc.property(lists, lists, (one, other) => {
        const all = hashes([...one, ...other]);
        expect(mergeKnown(one, other)).toHaveLength(Math.min(all.size, maxKnownSets));
      }),
    );
  });

  test("behavior: who names more of the people is believed, then who signed it later", () => {
    const set = createSet("123", 1);
    const nameless = { ...set, members: set.members.slice(1), at: 9 };
    expect(mergeKnown([nameless], [{ ...set, at: 1 }])).toEqual([{ ...set, at: 1 }]);
    const before = { ...set, at: 1, ownerSignature: signature("b") };
    const after = { ...set, at: 2, ownerSignature: signature("a") };
    expect(mergeKnown([after], [before])).toEqual([after]);
  });

  test("behavior: of too many the last chosen are kept", () => {
    const many = Array.from({ length: maxKnownSets + 3 }, (_, index) => ({ ...createSet("12", index + 1), at: index }));
    expect(mergeKnown(many).map(({ at }) => at)).toEqual(
      many
        .toReversed()
        .slice(0, maxKnownSets)
        .map(({ at }) => at),
    );
  });
});

describe("withKnown", () => {
  const first = { ...createSet("12", 1), ownerSignature: signature("a") };
  const book: GuardianBook = { version: 1, accountId, current: first, draft: first.members };

  test("behavior: a set that was named stays known when another takes its place", () => {
    const next = createSet("23", 2);
    const named = withKnown({ ...book, next }, 5);
    const { next: _, ...rest } = named;
    const changed = withKnown({ ...rest, current: next }, 9);
    expect(changed.known?.map(({ at }) => at)).toEqual([5, 5]);
    expect(findSet(changed, hashSet(first))).toEqual(first);
  });

  test("behavior: what it knows is the same book, unless it is signed anew", () => {
    const known = withKnown(book, 5);
    expect(withKnown(known, 9)).toBe(known);
    const resigned = { ...known, current: { ...first, ownerSignature: signature("b") } };
    expect(withKnown(resigned, 9).known).toEqual([{ ...resigned.current, at: 9 }]);
  });
});

describe("listKnown", () => {
  test("behavior: a book of before names its two sets", () => {
    const [current, next] = [createSet("12", 1), createSet("23", 2)];
    expect(listKnown({ version: 1, accountId, current, next, draft: [] })).toEqual([
      { ...next, at: 1 },
      { ...current, at: 0 },
    ]);
  });
});
