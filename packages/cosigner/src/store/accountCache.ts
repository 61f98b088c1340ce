import type { Hex } from "viem";
import type { SealedShare } from "../keys/index.ts";
import { type AccountRecord, getAccountRecord } from "./accounts.ts";
import type { Database } from "./database.ts";
import { getSealedShare } from "./shares.ts";

/** What co-signing needs of an account; the share is still sealed. */
export type CachedAccount = { readonly record: AccountRecord; readonly share: SealedShare | undefined };

export type AccountCache = {
  /** The account as of some moment of the last minute; its `version` is checked by the transaction that uses it. */
  get(accountId: Hex): Promise<CachedAccount | undefined>;
  /** Reads it again. */
  reload(accountId: Hex): Promise<CachedAccount | undefined>;
};

const lifetimeMs = 60_000;
const maxEntries = 10_000;

/** Keeps active accounts in memory, sealed shares included, secrets never. */
export function createAccountCache(database: Database, now: () => number): AccountCache {
  const entries = new Map<Hex, { readonly account: CachedAccount; readonly until: number }>();

  async function reload(accountId: Hex): Promise<CachedAccount | undefined> {
    entries.delete(accountId);
    const record = await getAccountRecord(database, accountId);
    if (!record) return undefined;
    const account = { record, share: await getSealedShare(database, accountId, record.keyEpoch) };
    if (record.status === "active") {
      const [oldest] = entries.keys();
      if (entries.size >= maxEntries && oldest) entries.delete(oldest);
      entries.set(accountId, { account, until: now() + lifetimeMs });
    }
    return account;
  }

  return {
    async get(accountId) {
      const entry = entries.get(accountId);
      return entry && entry.until > now() ? entry.account : reload(accountId);
    },
    reload,
  };
}
