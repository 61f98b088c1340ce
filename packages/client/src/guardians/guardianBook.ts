import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import { waitForLock } from "../locks.ts";
import type { GuardianBook } from "./types.ts";

/** What this device keeps of an account's guardians; empty where there are none. */
export async function readBook({ storage }: ClientContext, accountId: Hex): Promise<GuardianBook> {
  return (await storage.get("guardians", accountId)) ?? { version: 1, accountId, draft: [] };
}

/**
 * Changes the book, one change at a time in all tabs and never while a comparison with the other devices is being written
 * down: under the lock of what the devices share. A change that gives the same book writes nothing.
 */
export async function changeBook(
  context: ClientContext,
  accountId: Hex,
  change: (book: GuardianBook) => GuardianBook,
): Promise<GuardianBook> {
  return waitForLock(context, `synced:${accountId}`, async () => {
    const book = await readBook(context, accountId);
    const value = change(book);
    if (value !== book) await context.storage.write([{ store: "guardians", key: accountId, value }]);
    return value;
  });
}
