import { hashGuardianConfig } from "@tandem/account";
import type { Hex } from "viem";
import type { GuardianBook, GuardianSet, KnownGuardianSet } from "./types.ts";

/** An account changes its guardians rarely, on few networks. */
export const maxKnownSets = 12;

/** What names a set on a network: the same list has another hash under another epoch. */
export function hashSet({ config, configEpoch }: Pick<GuardianSet, "config" | "configEpoch">): Hex {
  return hashGuardianConfig(config, BigInt(configEpoch));
}

/** The same guardians and number needed, whatever the epoch. */
export function isSameList(left: Pick<GuardianSet, "config">, right: Pick<GuardianSet, "config">): boolean {
  return hashGuardianConfig(left.config, 1n) === hashGuardianConfig(right.config, 1n);
}

/**
 * The sets of all lists, each once, those chosen last first. Whatever the order of lists and devices, the same comes out,
 * so nothing has to be compared with what was before.
 */
export function mergeKnown(...lists: readonly (readonly KnownGuardianSet[])[]): readonly KnownGuardianSet[] {
  const byHash = new Map<Hex, KnownGuardianSet>();
  for (const set of lists.flat()) {
    const hash = hashSet(set);
    const known = byHash.get(hash);
    if (!known || compare(set, known) > 0) byHash.set(hash, set);
  }
  const sorted = [...byHash].sort(([one, left], [other, right]) => right.at - left.at || (one < other ? -1 : 1));
  return sorted.slice(0, maxKnownSets).map(([, set]) => set);
}

/** The set with this hash, where the book has it. */
export function findSet(book: GuardianBook, hash: Hex): GuardianSet | undefined {
  const { current, next, known = [] } = book;
  const found = [current, next, ...known].find((set) => set && hashSet(set) === hash);
  return found && toSet(found);
}

/** When a set was chosen, as far as the book knows. */
export function chosenAt({ known = [] }: GuardianBook, set: GuardianSet): number {
  return known.find((one) => hashSet(one) === hashSet(set))?.at ?? 0;
}

/** Without what only the list of known sets keeps. */
function toSet({ config, configEpoch, members, ownerSignature }: GuardianSet): GuardianSet {
  return { config, configEpoch, members, ...(ownerSignature && { ownerSignature }) };
}

/** Every set that a book names, also one from before it kept more than two. */
export function listKnown({ known = [], current, next }: GuardianBook): readonly KnownGuardianSet[] {
  return mergeKnown(known, current ? [{ ...current, at: 0 }] : [], next ? [{ ...next, at: 1 }] : []);
}

/** The book, knowing these sets and those it names, chosen now where it did not know them. */
export function withKnown(book: GuardianBook, now: number, ...sets: readonly GuardianSet[]): GuardianBook {
  const { known = [], current, next } = book;
  const named = [...sets, ...(current ? [current] : []), ...(next ? [next] : [])];
  const isNews = (set: GuardianSet) => {
    const same = known.find((one) => hashSet(one) === hashSet(set));
    return !same || (set.ownerSignature !== undefined && set.ownerSignature !== same.ownerSignature);
  };
  const added = named.filter(isNews).map((set) => ({ ...toSet(set), at: now }));
  return added.length === 0 ? book : { ...book, known: mergeKnown(known, added) };
}

/** Of one set as two devices know it: who names more of its members, then who signed it later. */
function compare(left: KnownGuardianSet, right: KnownGuardianSet): number {
  return (
    left.members.length - right.members.length ||
    left.at - right.at ||
    (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)
  );
}
