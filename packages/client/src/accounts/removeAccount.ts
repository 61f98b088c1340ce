import type { ClientContext } from "../context.ts";
import type { GuardianCardRecord } from "../guardians/index.ts";
import { forgetLog } from "../log/index.ts";
import { forgetServer } from "../requests/index.ts";
import type { StorageChange } from "../storage/index.ts";
import type { AccountParameters } from "../types.ts";

/** Erases everything this device keeps of the account: share, keys, journal. Works without the co-signer. */
export async function removeAccount({ storage }: ClientContext, { accountId }: AccountParameters): Promise<void> {
  const [accounts, creations, operations, log, cards] = await Promise.all([
    storage.list("accounts"),
    storage.list("creations"),
    storage.list("operations"),
    storage.list("log"),
    storage.list("guardianCards"),
  ]);
  const isLast = creations.length === 0 && accounts.every(({ account }) => account.accountId === accountId);
  const journal = operations.filter((operation) => operation.accountId === accountId);
  const changes: StorageChange[] = [
    { store: "accounts", key: accountId },
    { store: "keys", key: accountId },
    { store: "guardians", key: accountId },
    { store: "synced", key: accountId },
    ...cards.filter(({ sharedBy }) => sharedBy === accountId).map(toCardRemoval),
    ...journal.map(({ id }) => ({ store: "operations", key: id }) as const),
    ...forgetLog(log, accountId, isLast),
    ...(isLast ? [forgetServer] : []),
  ];
  await storage.write(changes);
}

/** Of somebody whom the account's owner guards: it came with the account, and goes with it. */
function toCardRemoval({ card }: GuardianCardRecord): StorageChange {
  return { store: "guardianCards", key: `${card.address}:${card.guardian.signer}` };
}
