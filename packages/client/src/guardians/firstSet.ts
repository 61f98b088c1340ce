import { type Hex, zeroHash } from "viem";
import type { StoredAccount } from "../types.ts";
import { isSignedFirst } from "./hashFirst.ts";
import { isSameList, withKnown } from "./knownSets.ts";
import type { GuardianBook, GuardianSet } from "./types.ts";

/** The guardians as they are meant, as the owner has signed them to be a network's first; undefined where it has not. */
export function findFirst({ current, known = [] }: GuardianBook): GuardianSet | undefined {
  if (!current) return undefined;
  return [current, ...known].find((set) => set.configEpoch === 1 && set.ownerSignature && isSameList(set, current));
}

/** Whether a network without guardians takes the present ones once the present key signs them. */
export function canSignFirst(
  account: Pick<StoredAccount, "address" | "configHash" | "publicKey" | "recovered">,
  book: GuardianBook,
): boolean {
  const { current } = book;
  // Where guardians have installed the key, other networks have another owner.
  if (!current || current.config.threshold === 0 || account.recovered || account.configHash !== zeroHash) return false;
  return !isSignedFirst(account, findFirst(book));
}

/** The book with the present guardians signed by the owner to be a network's first. */
export function withFirst(book: GuardianBook, ownerSignature: Hex, now: number): GuardianBook {
  const { current } = book;
  if (!current) return book;
  const { config, members } = current;
  const first = { config, configEpoch: 1, members, ownerSignature };
  return current.configEpoch === 1 ? { ...book, current: first } : withKnown(book, now, first);
}
