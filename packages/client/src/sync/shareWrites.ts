import type { Hex } from "viem";
import type { ClientContext } from "../context.ts";
import type { StorageChange } from "../storage/index.ts";

/** Shares with the account's other devices what was just written here. Fails in silence: the next `synchronise` says why. */
export function shareWrites(context: ClientContext, changes: readonly StorageChange[]): void {
  const accounts = new Set<string>();
  let isOfAll = false;
  for (const { store, key, value } of changes) {
    if (value === undefined) continue;
    if (store === "guardians" || store === "synced") accounts.add(key);
    isOfAll ||= store === "guardianCards";
  }
  if (accounts.size > 0 || isOfAll) void share(context, accounts, isOfAll).catch(() => undefined);
}

async function share(context: ClientContext, accounts: ReadonlySet<string>, isOfAll: boolean): Promise<void> {
  const { isSynchronised, synchronise } = await import("./syncActions.ts");
  const known = isOfAll ? (await context.storage.list("accounts")).map(({ account }) => account.accountId) : [];
  for (const accountId of new Set([...accounts, ...known]) as ReadonlySet<Hex>) {
    // What the comparison itself has written is no change.
    if (!(await isSynchronised(context, { accountId }))) await synchronise(context, { accountId });
  }
}
