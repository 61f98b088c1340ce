import type { SignInChallengeResponse, SignInRequest, SignInResponse } from "@tandem/protocol";
import { sql } from "kysely";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { type AccountRecord, getAccountRecord, takeChallenge, toBytes, toHex } from "../store/index.ts";
import { issueChallenge } from "./challenges.ts";
import { getAccount } from "./getAccount.ts";
import { checkAssertion, getVault } from "./vault.ts";
import { assertionRefused } from "./webauthn.ts";

/** What the wire's device list holds; one request key a browser, so nobody comes near. */
const maxDevices = 32;

export async function startSignIn(context: Context, keyId: Hex): Promise<SignInChallengeResponse> {
  const { challenge, challengeId } = await issueChallenge(context, { purpose: "sign-in", accountId: undefined, keyId });
  return { challenge, challengeId };
}

/**
 * The *synced passkey* door: a discoverable assertion over the service's challenge gives the vault ciphertext and lets
 * the one request key that signed this request become a device.
 */
export async function signIn(
  context: Context,
  keyId: Hex,
  { challengeId, assertion, deviceName }: SignInRequest,
): Promise<SignInResponse> {
  const challenge = await takeChallenge(context.database, {
    purpose: "sign-in",
    keyId,
    challengeId: Buffer.from(challengeId, "base64url"),
  });
  const accountId = readUserHandle(assertion.response.userHandle);
  const record = accountId && (await getAccountRecord(context.database, accountId));
  // Without a challenge, an account or a passkey the answer is the same: it tells nobody which accounts exist.
  if (!challenge || !accountId || record?.status !== "active") throw assertionRefused();
  const credentialId = await checkAssertion(context, record, assertion, challenge);
  await addDevice(context, record, { keyId, deviceName, credentialId });
  const [account, vault] = await Promise.all([
    getAccount(context, { accountId, keyId }),
    record.hasVault ? getVault(context, accountId) : undefined,
  ]);
  return { account, vault: vault ?? null };
}

async function addDevice(
  context: Context,
  record: AccountRecord,
  { keyId, deviceName, credentialId }: { keyId: Hex; deviceName: string; credentialId: Buffer },
): Promise<void> {
  if (record.devices.some((device) => device.keyId === keyId)) return;
  if (record.devices.length >= maxDevices) {
    throw new ServiceError("policy_refused", `The account has ${maxDevices} devices.`, {
      rule: "device-limit",
      action: "Remove a device you no longer use, then sign in again.",
    });
  }
  const accountId = toBytes(record.accountId);
  await context.database.kysely.transaction().execute(async (transaction) => {
    const inserted = await transaction
      .insertInto("devices")
      .values({
        account_id: accountId,
        key_id: toBytes(keyId),
        name: deviceName,
        door: "passkey",
        credential_id: credentialId,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    // A row that exists and is not listed was revoked: such a key never comes back.
    if (!inserted.numInsertedOrUpdatedRows) {
      throw new ServiceError("unknown_id", "This device was removed from the account.", {
        action: "Clear this site's data in the browser, then sign in again.",
      });
    }
    await sql`SELECT raise_alarm(${accountId}, 'device-added', ${JSON.stringify({ device: deviceName })})`.execute(
      transaction,
    );
    await transaction
      .updateTable("accounts")
      .set((where) => ({ version: where("version", "+", 1) }))
      .where("account_id", "=", accountId)
      .execute();
  });
}

/** The account id behind a WebAuthn user handle. */
function readUserHandle(userHandle: string | undefined): Hex | undefined {
  const bytes = Buffer.from(userHandle ?? "", "base64url");
  return bytes.length === 16 ? toHex(bytes) : undefined;
}
