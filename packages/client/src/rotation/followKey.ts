import { base64urlToBytes, CreateChallengeResponse, OpenVaultResponse } from "@tandem/protocol";
import { getAccount, getRecord, toStoredAccount } from "../accounts/index.ts";
import { zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { CosignerMisbehavedError, DeviceOutdatedError } from "../errors.ts";
import { getRequestKey, sendSignedRequest } from "../requests/index.ts";
import { promptForShare } from "../signing/index.ts";
import type { StoredAccount } from "../types.ts";
import { openShare } from "../vault/index.ts";
import type { FollowKeyParameters } from "./types.ts";

/**
 * Takes over the key that the account has now: the vault's copy of the new share, opened by one passkey prompt before it
 * replaces the old one. Where nothing changed it only notes down what is new about the account.
 *
 * @throws DeviceOutdatedError where there is no vault copy, PasskeyCancelledError, VaultOpenError
 */
export async function followKey(context: ClientContext, { accountId }: FollowKeyParameters): Promise<StoredAccount> {
  const [{ rotation: _given, ...record }, key, latest] = await Promise.all([
    getRecord(context, accountId),
    getRequestKey(context, accountId),
    getAccount(context, { accountId }),
  ]);
  const { createdAt } = record.account;
  if (latest.keyEpoch === record.account.keyEpoch && latest.publicKey === record.account.publicKey)
    return record.account;
  if (!latest.hasVault || record.unlock.kind === "password") throw new DeviceOutdatedError();

  const path = `/accounts/${accountId}`;
  const { challenge } = await sendSignedRequest(context, {
    key,
    method: "POST",
    path: `${path}/challenge`,
    body: { purpose: "open-vault" },
    schema: CreateChallengeResponse,
  });
  const { credentials, publicKeyPackage, publicKey, keyEpoch } = latest;
  const unlock = { kind: "passkey" } as const;
  const prompted = await promptForShare(context, {
    accountId,
    credentials,
    unlock,
    challenge: base64urlToBytes(challenge),
  });
  try {
    const { assertion, secret } = prompted;
    const { vault } = await sendSignedRequest(context, {
      key,
      method: "POST",
      path: `${path}/vault/open`,
      body: { assertion },
      schema: OpenVaultResponse,
    });
    if (vault.keyEpoch !== keyEpoch) throw new CosignerMisbehavedError("a vault of another key epoch");
    const sealed = { sealedShare: vault.sealedShare, wraps: vault.wraps, unlock };
    const opened = await openShare({ sealed, accountId, publicKey, publicKeyPackage, keyEpoch, secret });
    zeroize(opened.signingShare);
    const known = record.account.publicKey;
    const account = await toStoredAccount(context, { account: latest, known, unlock, createdAt });
    const value = { ...record, account, publicKeyPackage, transcriptHash: undefined, credentials, ...sealed };
    await context.storage.write([{ store: "accounts", key: accountId, value }]);
    return account;
  } finally {
    prompted.forget();
  }
}
