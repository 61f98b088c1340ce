import type { ClientContext } from "../context.ts";
import type { PasskeyAssertion } from "../passkeys/index.ts";
import type { AccountRecord } from "../storage/index.ts";
import { openShare } from "../vault/index.ts";
import { keepSyncKey } from "./keepSyncKey.ts";
import { OpenShare } from "./OpenShare.ts";
import { promptForShare } from "./promptForShare.ts";

export type ConfirmWithPasskeyParameters = {
  readonly record: AccountRecord;
  /** 32 bytes the assertion signs. */
  readonly challenge: Uint8Array;
  /** Where the share opens by password. */
  readonly password?: string | undefined;
};

/**
 * One Confirm: the assertion is the step-up proof, and its PRF output opens the share. The caller closes the share.
 * @throws PasskeyCancelledError, PasskeyFailedError, PasswordError, VaultOpenError, AccountNotFoundError
 */
export async function confirmWithPasskey(
  context: ClientContext,
  { record, challenge, password }: ConfirmWithPasskeyParameters,
): Promise<{ readonly share: OpenShare; readonly assertion: PasskeyAssertion }> {
  const { account, credentials, unlock, publicKeyPackage, rpId } = record;
  const { accountId, publicKey, keyEpoch } = account;
  const prompted = await promptForShare(context, { accountId, credentials, unlock, challenge, password, rpId });
  try {
    const { secret, assertion } = prompted;
    const keyPackage = await openShare({ sealed: record, accountId, publicKey, publicKeyPackage, keyEpoch, secret });
    await keepSyncKey(context, { accountId, keyEpoch, sealed: record, secret });
    return { share: new OpenShare(keyPackage), assertion };
  } finally {
    prompted.forget();
  }
}
