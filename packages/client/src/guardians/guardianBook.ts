import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { waitForLock } from "../locks.ts";
import { listKnown, withKnown } from "./knownSets.ts";
import type { GuardianBook } from "./types.ts";

/** What this device keeps of an account's guardians; empty where there are none. */
export async function readBook({ storage }: ClientContext, accountId: Hex): Promise<GuardianBook> {
  const book = await storage.get("guardians", accountId);
  if (!book) return { version: 1, accountId, draft: [] };
  const known = listKnown(book);
  return known.length > 0 ? { ...book, known } : book;
}

/**
 * Changes the book, one change at a time in all tabs and never while a comparison with the other devices is being written
 * down: under the lock of what the devices share. A change that gives the same book writes nothing. No set that the book
 * has named is forgotten by naming another: it may be in force on a network.
 */
export async function changeBook(
  context: ClientContext,
  accountId: Hex,
  change: (book: GuardianBook) => GuardianBook,
): Promise<GuardianBook> {
  return waitForLock(context, `synced:${accountId}`, async () => {
    const book = await readBook(context, accountId);
    const changed = change(book);
    if (changed === book) return book;
    const value = withKnown(changed, context.now());
    await context.storage.write([{ store: "guardians", key: accountId, value }]);
    return value;
  });
}
