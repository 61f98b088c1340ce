import { actionChallenge, bytesToHex } from "@tandem/protocol";
import { getAccount, getRecord } from "../accounts/index.ts";
import { zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { PasskeyPrfMissingError } from "../errors.ts";
import { getRequestKey, noBody, sendSignedRequest } from "../requests/index.ts";
import { promptForShare } from "../signing/index.ts";
import { unwrapDataKey, wrapDataKey } from "../vault/index.ts";
import { createAccountPasskey } from "./createAccountPasskey.ts";
import type { AddPasskeyParameters } from "./types.ts";

/**
 * One more passkey: made first, then one that the account has says yes, and its PRF value gives the data key to wrap.
 *
 * @throws PasskeyPrfMissingError for a passkey that could open nothing; PasskeyExistsError
 */
export async function addPasskey(context: ClientContext, { accountId }: AddPasskeyParameters): Promise<void> {
  const [record, key] = await Promise.all([getRecord(context, accountId), getRequestKey(context, accountId)]);
  const { credentials: all } = await getAccount(context, { accountId });
  const { registration, prf } = await createAccountPasskey(context, { accountId, key, credentials: all });
  if (!prf || record.unlock.kind === "password") {
    zeroize(prf);
    throw new PasskeyPrfMissingError({
      metaMessages: ["It was not added. Make one in another place: in a newer browser, phone or security key."],
    });
  }
  const credentialId = registration.id;
  const intentId = bytesToHex(context.randomBytes(32));
  const challenge = actionChallenge({ intentId, accountId, action: "add-passkey", body: { credentialId } });
  const { credentials, unlock } = record;
  const prompted = await promptForShare(context, { accountId, credentials, unlock, challenge });
  try {
    const { secret, assertion } = prompted;
    const dataKey = await unwrapDataKey({ sealed: record, accountId, secret });
    const own = { kind: "passkey", credentialId, prf } as const;
    const { wraps } = await wrapDataKey({ dataKey, accountId, secret: own, randomBytes: context.randomBytes });
    zeroize(dataKey);
    const [wrap] = record.account.hasVault ? wraps : [];
    await sendSignedRequest(context, {
      key,
      method: "POST",
      path: `/accounts/${accountId}/passkeys`,
      body: { registration, ...(wrap && { wrap }), proof: { intentId, assertion } },
      schema: noBody,
    });
    const credential = { credentialId, transports: registration.response.transports ?? [] };
    const value = { ...record, wraps: [...record.wraps, ...wraps], credentials: [...credentials, credential] };
    await context.storage.write([{ store: "accounts", key: accountId, value }]);
  } finally {
    prompted.forget();
    zeroize(prf);
  }
}
