import {
  base64urlToBytes,
  bytesToHex,
  SignInChallengeResponse,
  SignInRequest,
  SignInResponse,
  TandemApiError,
  type Vault,
} from "@tandem/protocol";
import type { Hex } from "viem";
import { zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import {
  CosignerMisbehavedError,
  InvalidInputError,
  PasskeyUnknownError,
  VaultMissingError,
  VaultOpenError,
} from "../errors.ts";
import { getPrfSalt, type PasskeyAssertion } from "../passkeys/index.ts";
import { createRequestKey, getConfig, keepServer, type RequestKey, sendSignedRequest } from "../requests/index.ts";
import { keepSyncKey } from "../signing/index.ts";
import type { AccountRecord } from "../storage/index.ts";
import type { SignInParameters, StoredAccount } from "../types.ts";
import { openShare } from "../vault/index.ts";
import { defaultDeviceName } from "./creation/index.ts";
import { toStoredAccount } from "./toStoredAccount.ts";

/**
 * Restores an account on this device with a synced passkey: one prompt proves who asks, gets the vault's ciphertext
 * and opens it. Where the account is on this device already, the prompt only opens it.
 *
 * @throws PasskeyCancelledError, PasskeyUnknownError, VaultMissingError, VaultOpenError, TandemApiError
 */
export async function signIn(context: ClientContext, parameters: SignInParameters = {}): Promise<StoredAccount> {
  const { onProgress, deviceName = defaultDeviceName } = parameters;
  const [config, requestKey, prfSalt] = await Promise.all([getConfig(context), createRequestKey(), getPrfSalt()]);
  const { challenge, challengeId } = await sendSignedRequest(context, {
    key: requestKey,
    method: "POST",
    path: "/sign-in/challenge",
    body: {},
    schema: SignInChallengeResponse,
  });
  onProgress?.("passkey");
  const { assertion, prf } = await context.passkeys.get({
    rpId: config.rpId,
    challenge: Uint8Array.from(base64urlToBytes(challenge)),
    prfSalt,
  });
  try {
    onProgress?.("opening");
    const known = await context.storage.get("accounts", toAccountId(assertion));
    const answer = known ? undefined : await requestVault(context, { requestKey, challengeId, assertion, deviceName });
    const record = known ?? (await toRecord(context, answer));
    await assertOpens(record, assertion, prf);
    if (!known) {
      const { accountId } = record.account;
      await context.storage.write([
        { store: "accounts", key: accountId, value: record },
        { store: "keys", key: accountId, value: { version: 1, ...requestKey } },
        keepServer(context, config),
      ]);
    }
    if (prf) {
      const { accountId, keyEpoch } = record.account;
      const secret = { kind: "passkey", credentialId: assertion.id, prf } as const;
      await keepSyncKey(context, { accountId, keyEpoch, sealed: record, secret });
    }
    onProgress?.("done");
    return record.account;
  } finally {
    zeroize(prf);
  }
}

type RequestVaultParameters = {
  readonly requestKey: RequestKey;
  readonly challengeId: string;
  readonly assertion: PasskeyAssertion;
  readonly deviceName: string;
};

async function requestVault(context: ClientContext, parameters: RequestVaultParameters): Promise<SignInResponse> {
  const { requestKey, challengeId, assertion, deviceName } = parameters;
  const body = SignInRequest.safeParse({ challengeId, assertion, deviceName });
  if (!body.success) throw new InvalidInputError("This device name cannot be used.", "Use 1 to 64 characters.");
  const answer = await sendSignedRequest(context, {
    key: requestKey,
    method: "POST",
    path: "/sign-in",
    body: body.data,
    schema: SignInResponse,
  }).catch((error: unknown) => {
    if (error instanceof TandemApiError && error.code === "step_up_required") {
      throw new PasskeyUnknownError({ cause: error });
    }
    throw error;
  });
  if (answer.account.accountId !== toAccountId(assertion)) {
    throw new CosignerMisbehavedError("the account of another passkey");
  }
  return answer;
}

async function toRecord(context: ClientContext, answer: SignInResponse | undefined): Promise<AccountRecord> {
  const vault: Vault | null | undefined = answer?.vault;
  if (!answer || !vault) throw new VaultMissingError();
  const { account } = answer;
  if (vault.keyEpoch !== account.keyEpoch) throw new CosignerMisbehavedError("a vault of another key epoch");
  const unlock = { kind: "passkey" } as const;
  return {
    version: 1,
    account: await toStoredAccount(context, { account, unlock, createdAt: context.now() }),
    publicKeyPackage: account.publicKeyPackage,
    sealedShare: vault.sealedShare,
    wraps: vault.wraps,
    credentials: account.credentials,
    unlock,
  };
}

/** The share opens and belongs to the account's key; then it is forgotten again. */
async function assertOpens(
  record: AccountRecord,
  assertion: PasskeyAssertion,
  prf: Uint8Array<ArrayBuffer> | undefined,
): Promise<void> {
  if (record.unlock.kind === "password") return;
  if (!prf) throw new VaultOpenError();
  const { signingShare } = await openShare({
    sealed: record,
    ...record.account,
    publicKeyPackage: record.publicKeyPackage,
    secret: { kind: "passkey", credentialId: assertion.id, prf },
  });
  zeroize(signingShare);
}

function toAccountId({ response }: PasskeyAssertion): Hex {
  // An absent handle gives 0x, which no account has.
  return bytesToHex(base64urlToBytes(response.userHandle ?? ""));
}
