import type { Account } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import type { AccountRecord } from "../storage/index.ts";

/**
 * Ends a renewal that this device has begun: the new share takes the old one's place where the co-signer has changed to it
 * (its answer may have been lost), and goes where it has not. Without a prompt: the new share is sealed already.
 */
export async function takeRefresh(
  { storage }: ClientContext,
  record: AccountRecord,
  latest: Pick<Account, "keyEpoch" | "publicKey" | "publicKeyPackage">,
): Promise<AccountRecord> {
  const { refresh, ...rest } = record;
  if (!refresh) return record;
  const isCommitted =
    latest.publicKey === record.account.publicKey &&
    latest.keyEpoch === refresh.keyEpoch &&
    latest.publicKeyPackage === refresh.publicKeyPackage;
  const { keyEpoch, publicKeyPackage, transcriptHash, sealedShare, wraps, unlock, kitUpdate } = refresh;
  const value: AccountRecord = isCommitted
    ? {
        ...rest,
        account: { ...rest.account, keyEpoch },
        publicKeyPackage,
        transcriptHash,
        sealedShare,
        wraps,
        unlock,
        kitUpdates: [...(rest.kitUpdates ?? []), ...(kitUpdate ? [kitUpdate] : [])],
      }
    : rest;
  await storage.write([{ store: "accounts", key: record.account.accountId, value }]);
  return value;
}
