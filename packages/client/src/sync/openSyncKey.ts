import { encodeParts } from "@tandem/frost";
import type { Hex } from "viem";
import { getRecord } from "../accounts/index.ts";
import { copyBytes, hexToBytes, zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { getRequestKey } from "../requests/index.ts";
import { promptForShare } from "../signing/index.ts";
import { unwrapDataKey } from "../vault/index.ts";

/**
 * The key of the account's synced data: HKDF-SHA256 of the vault's data key, so that whoever opens the vault has it.
 * Kept by the browser, never shown. It belongs to the key epoch, because a new key of the account has a new data key.
 *
 * @throws PasskeyCancelledError, PasskeyFailedError, PasswordError, VaultOpenError
 */
export async function openSyncKey(
  context: ClientContext,
  { accountId, password }: { readonly accountId: Hex; readonly password?: string | undefined },
): Promise<CryptoKey> {
  const [record, keys] = await Promise.all([getRecord(context, accountId), getRequestKey(context, accountId)]);
  const { keyEpoch } = record.account;
  if (keys.sync?.keyEpoch === keyEpoch) return keys.sync.key;
  const { credentials, unlock } = record;
  const challenge = context.randomBytes(32);
  const prompted = await promptForShare(context, { accountId, credentials, unlock, challenge, password });
  let dataKey: Uint8Array<ArrayBuffer> | undefined;
  try {
    const { secret } = prompted;
    dataKey = await unwrapDataKey({ sealed: record, accountId, secret });
    const key = await deriveSyncKey(dataKey, accountId);
    const sync = { keyEpoch, key };
    await context.storage.write([{ store: "keys", key: accountId, value: { ...keys, sync } }]);
    return key;
  } finally {
    zeroize(dataKey);
    prompted.forget();
  }
}

/** RFC 5869, empty salt, info "tandem/sync-key/v1" ‖ account id. It cannot be exported. */
export async function deriveSyncKey(dataKey: Uint8Array<ArrayBuffer>, accountId: Hex): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", dataKey, "HKDF", false, ["deriveKey"]);
  const info = copyBytes(encodeParts(["tandem/sync-key/v1", hexToBytes(accountId)]));
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}
