import {
  bytesToBase64url,
  type CreateChallengeRequest,
  type CreateChallengeResponse,
  hexToBytes,
  type OpenVaultRequest,
  type OpenVaultResponse,
  type PutVaultRequest,
  type Vault,
} from "@tandem/protocol";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { type AccountRecord, takeChallenge, toBytes, toHex } from "../store/index.ts";
import { issueChallenge, readClientChallenge } from "./challenges.ts";
import { requireAccount } from "./requireAccount.ts";
import { assertionRefused, verifyAssertion } from "./webauthn.ts";

type Caller = { readonly accountId: Hex; readonly keyId: Hex };

/** Keeps the sealed device share, before the account is activated. */
export async function putVault(context: Context, { accountId, keyId }: Caller, vault: PutVaultRequest): Promise<void> {
  const record = await requireAccount(context, { accountId, keyId, status: ["keyed"] });
  if (!record.hasVault) {
    throw new ServiceError("request_malformed", "This account was created without a vault copy.", {
      action: "Keep the sealed share on the device only.",
    });
  }
  if (vault.keyEpoch !== record.keyEpoch) throw new ServiceError("epoch_stale", "The vault is of another key epoch.");
  const known = new Set(record.credentials.map(({ credentialId }) => credentialId.toString("base64url")));
  if (!vault.wraps.every(({ credentialId }) => known.has(credentialId))) {
    throw new ServiceError("request_malformed", "The vault is wrapped for a passkey this account does not have.");
  }
  const row = {
    key_epoch: vault.keyEpoch,
    sealed_share: toBytes(vault.sealedShare),
    wraps: JSON.stringify(vault.wraps),
    updated_at: new Date(context.now()),
  };
  await context.database.kysely
    .insertInto("vaults")
    .values({ account_id: toBytes(accountId), ...row })
    .onConflict((conflict) => conflict.column("account_id").doUpdateSet(row))
    .execute();
  await setVaultConfirmed(context, accountId, false);
}

export async function createChallenge(
  context: Context,
  { accountId, keyId }: Caller,
  { purpose }: CreateChallengeRequest,
): Promise<CreateChallengeResponse> {
  await requireAccount(context, { accountId, keyId, status: ["keyed", "active"] });
  const { challenge } = await issueChallenge(context, { purpose, accountId, keyId });
  return { challenge };
}

/** The service's own copy of the vault against a fresh assertion: proves at creation that the copy opens. */
export async function openVault(
  context: Context,
  { accountId, keyId }: Caller,
  { assertion }: OpenVaultRequest,
): Promise<OpenVaultResponse> {
  const record = await requireAccount(context, { accountId, keyId, status: ["keyed", "active"] });
  const claimed = readClientChallenge(assertion.response.clientDataJSON);
  const purpose = record.status === "active" ? "open-vault" : "confirm-creation";
  const challenge =
    claimed && (await takeChallenge(context.database, { purpose, accountId, keyId, challenge: claimed }));
  if (!challenge) throw assertionRefused();
  await checkAssertion(context, record, assertion, challenge);
  const vault = await getVault(context, accountId);
  if (!vault) throw new ServiceError("unknown_id", "The service keeps no vault copy of this account.");
  if (purpose === "confirm-creation") await setVaultConfirmed(context, accountId, true);
  return { vault };
}

/** Verifies an assertion by one of the account's passkeys and counts it. @throws ServiceError `step_up_required` */
export async function checkAssertion(
  context: Context,
  record: AccountRecord,
  assertion: OpenVaultRequest["assertion"],
  challenge: Hex,
): Promise<Buffer> {
  const credential = record.credentials.find(({ credentialId }) => credentialId.toString("base64url") === assertion.id);
  if (!credential) throw assertionRefused();
  const counter = await verifyAssertion(context, {
    assertion,
    challenge: bytesToBase64url(hexToBytes(challenge)),
    publicKey: credential.publicKey,
  });
  if (counter > 0) {
    const counted = await context.database.kysely
      .updateTable("credentials")
      .set({ counter })
      .where("credential_id", "=", credential.credentialId)
      .where("counter", "<", counter)
      .executeTakeFirst();
    if (counted.numUpdatedRows === 0n) throw assertionRefused();
  }
  return credential.credentialId;
}

export async function getVault({ database }: Context, accountId: Hex): Promise<Vault | undefined> {
  const row = await database.kysely
    .selectFrom("vaults")
    .selectAll()
    .where("account_id", "=", toBytes(accountId))
    .executeTakeFirst();
  return row && { sealedShare: toHex(row.sealed_share), wraps: row.wraps, keyEpoch: row.key_epoch };
}

async function setVaultConfirmed({ database }: Context, accountId: Hex, confirmed: boolean): Promise<void> {
  await database.kysely
    .updateTable("accounts")
    .set({ vault_confirmed: confirmed })
    .where("account_id", "=", toBytes(accountId))
    .execute();
}
