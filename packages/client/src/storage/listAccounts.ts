import type { ClientContext } from "../context.ts";
import type { StoredAccount } from "../types.ts";

/** Accounts on this device, oldest first. Public data only; asks nobody. */
export async function listAccounts({ storage }: ClientContext): Promise<readonly StoredAccount[]> {
  const records = await storage.list("accounts");
  return records.map(({ account }) => account).sort((a, b) => a.createdAt - b.createdAt);
}
