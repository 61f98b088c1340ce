import type { Hex } from "viem";
import { zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { getRequestKey } from "../requests/index.ts";
import { deriveSyncKey, type SealedShare, type SealSecret, unwrapDataKey } from "../vault/index.ts";

export type KeepSyncKeyParameters = {
  readonly accountId: Hex;
  readonly keyEpoch: number;
  readonly sealed: SealedShare;
  readonly secret: SealSecret;
};

/** Keys of data keys before this one that are kept, to open what was sealed under them. */
const maxEarlier = 3;

/**
 * Keeps the key of the account's synchronised data when a passkey has opened the vault's data key anyway, so that no
 * prompt is needed for it later. The data key of a password is this device's alone and opens nothing elsewhere. What
 * was asked of the passkey does not fail with it: the next prompt keeps the key.
 */
export async function keepSyncKey(context: ClientContext, parameters: KeepSyncKeyParameters): Promise<void> {
  const { accountId, keyEpoch, sealed, secret } = parameters;
  if (secret.kind === "password") return;
  try {
    const { sync, ...keys } = await getRequestKey(context, accountId);
    if (sync?.keyEpoch === keyEpoch) return;
    const dataKey = await unwrapDataKey({ sealed, accountId, secret });
    try {
      const key = await deriveSyncKey(dataKey, accountId);
      const earlier = sync ? [sync.key, ...(sync.earlier ?? [])].slice(0, maxEarlier) : [];
      const value = { ...keys, sync: { keyEpoch, key, earlier } };
      await context.storage.write([{ store: "keys", key: accountId, value }]);
    } finally {
      zeroize(dataKey);
    }
  } catch {
    // Best effort, as said above.
  }
}
