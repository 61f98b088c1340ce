import type { KeyPackage } from "@tandem/frost";
import type { Account } from "@tandem/protocol";
import { toStoredAccount } from "../accounts/index.ts";
import { zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { PasskeyExistsError, PasskeyFailedError, PasskeyPrfMissingError, PasswordError } from "../errors.ts";
import { getPrfSalt, type PasskeyRegistration } from "../passkeys/index.ts";
import { getConfig, keepServer, noBody, type RequestKey, sendSignedRequest } from "../requests/index.ts";
import type { AccountRecord } from "../storage/index.ts";
import type { StoredAccount } from "../types.ts";
import {
  createDeviceKey,
  passwordMinimumLength,
  type SealedShare,
  type SealSecret,
  sealShare,
  sealUnderDataKey,
  wrapDataKey,
} from "../vault/index.ts";
import { createAccountPasskey } from "./createAccountPasskey.ts";

/** What the other device has given. Secret: whoever holds it zeroes share and data key. */
export type Arrival = {
  readonly account: Account;
  readonly keyPackage: KeyPackage;
  readonly dataKey: Uint8Array<ArrayBuffer> | undefined;
  /** Kept between two tries, so that a person is not asked for two passkeys. */
  passkey?: DevicePasskey;
};

type DevicePasskey = {
  readonly credential: Account["credentials"][number];
  /** Of one that was made for this device; absent where a passkey of the account was here already. */
  readonly registration?: PasskeyRegistration;
  /** Secret; absent where the passkey has none. */
  readonly prf: Uint8Array<ArrayBuffer> | undefined;
};

export type FinishNewDeviceParameters = {
  readonly key: RequestKey;
  readonly arrival: Arrival;
  readonly password?: string | undefined;
};

/** A passkey of this device seals the share; then the account is here. */
export async function finishNewDevice(
  context: ClientContext,
  { key, arrival, password }: FinishNewDeviceParameters,
): Promise<StoredAccount> {
  const { account, keyPackage, dataKey } = arrival;
  const { accountId, keyEpoch } = account;
  arrival.passkey ??= await choosePasskey(context, account, key);
  const { credential, registration, prf } = arrival.passkey;
  const deviceKey = prf ? undefined : await createDeviceKey();
  const secret = toSecret({ credentialId: credential.credentialId, prf, password, deviceKey });
  const { randomBytes } = context;
  const shared = { keyPackage, accountId, keyEpoch, randomBytes };
  // Under the vault's data key where there is one, so that this passkey opens the vault's copy too.
  const sealed: SealedShare =
    dataKey && prf
      ? {
          sealedShare: await sealUnderDataKey({ ...shared, dataKey }),
          ...(await wrapDataKey({ dataKey, accountId, secret, randomBytes })),
        }
      : await sealShare({ ...shared, secret });
  const [wrap] = dataKey && prf ? sealed.wraps : [];
  if (registration) {
    await sendSignedRequest(context, {
      key,
      method: "POST",
      path: `/accounts/${accountId}/passkeys`,
      body: { registration, ...(wrap && { wrap }) },
      schema: noBody,
    });
  }
  const stored = await toStoredAccount(context, { account, unlock: sealed.unlock, createdAt: context.now() });
  const { publicKeyPackage } = account;
  // Only this one passkey opens what is stored here.
  const record: AccountRecord = { version: 1, account: stored, publicKeyPackage, credentials: [credential], ...sealed };
  await context.storage.write([
    { store: "accounts", key: accountId, value: record },
    { store: "keys", key: accountId, value: { version: 1, ...key, ...(deviceKey && { deviceKey }) } },
    keepServer(context, await getConfig(context)),
  ]);
  zeroize(prf);
  return stored;
}

/** A new passkey, or the one that the account has here already, as where its provider syncs it. */
async function choosePasskey(context: ClientContext, account: Account, key: RequestKey): Promise<DevicePasskey> {
  const { accountId, credentials } = account;
  try {
    const { registration, prf } = await createAccountPasskey(context, { accountId, key, credentials });
    const credential = { credentialId: registration.id, transports: registration.response.transports ?? [] };
    return { credential, registration, prf };
  } catch (error) {
    if (!(error instanceof PasskeyExistsError)) throw error;
  }
  const { assertion, prf } = await context.passkeys.get({
    rpId: (await getConfig(context)).rpId,
    challenge: context.randomBytes(32),
    prfSalt: await getPrfSalt(),
    allowCredentials: credentials.map(({ credentialId: id, transports }) => ({ id, transports })),
  });
  const credential = credentials.find(({ credentialId }) => credentialId === assertion.id);
  if (!credential) throw new PasskeyFailedError();
  return { credential, prf };
}

function toSecret(parameters: {
  readonly credentialId: string;
  readonly prf: Uint8Array<ArrayBuffer> | undefined;
  readonly password: string | undefined;
  readonly deviceKey: CryptoKey | undefined;
}): SealSecret {
  const { credentialId, prf, password, deviceKey } = parameters;
  if (prf) return { kind: "passkey", credentialId, prf };
  if (password === undefined || !deviceKey) throw new PasskeyPrfMissingError();
  if ([...password].length < passwordMinimumLength) throw new PasswordError({ reason: "short" });
  return { kind: "password", password, deviceKey };
}
