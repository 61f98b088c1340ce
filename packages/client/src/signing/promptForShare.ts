import type { Hex } from "viem";
import { zeroize } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { PasswordError, VaultOpenError } from "../errors.ts";
import { getPrfSalt, type PasskeyAssertion } from "../passkeys/index.ts";
import { getConfig, getRequestKey, getSettings } from "../requests/index.ts";
import type { AccountRecord, LocalUnlock } from "../storage/index.ts";
import type { SealSecret } from "../vault/index.ts";

export type PromptForShareParameters = {
  readonly accountId: Hex;
  readonly credentials: AccountRecord["credentials"];
  readonly unlock: LocalUnlock;
  /** What the assertion signs. */
  readonly challenge: Uint8Array;
  /** Where the share opens by password. */
  readonly password?: string | undefined;
  /** Default: what the service has told. */
  readonly rpId?: string | undefined;
};

export type PromptedShare = {
  /** Goes to the co-signer; holds no secret. */
  readonly assertion: PasskeyAssertion;
  /** Opens the share. */
  readonly secret: SealSecret;
  /** Zeroes the secret. */
  readonly forget: () => void;
};

/**
 * One prompt for both: an assertion over `challenge`, and the secret that opens the share.
 * @throws PasskeyCancelledError, PasskeyFailedError, PasswordError ("missing"), VaultOpenError (no PRF value)
 */
export async function promptForShare(
  context: ClientContext,
  parameters: PromptForShareParameters,
): Promise<PromptedShare> {
  const { accountId, credentials, unlock, challenge, password } = parameters;
  const { deviceKey } = await getRequestKey(context, accountId);
  if (unlock.kind === "password" && (!password || !deviceKey)) throw new PasswordError({ reason: "missing" });
  // From storage where it is known, so that a prompt never waits for the network.
  const rpId = parameters.rpId ?? ((await getSettings(context)) ?? (await getConfig(context))).rpId;
  const { assertion, prf } = await context.passkeys.get({
    rpId,
    challenge: Uint8Array.from(challenge),
    prfSalt: await getPrfSalt(),
    allowCredentials: credentials.map(({ credentialId: id, transports }) => ({ id, transports })),
  });
  if (unlock.kind === "password" && password && deviceKey) {
    zeroize(prf);
    return { assertion, secret: { kind: "password", password, deviceKey }, forget: () => undefined };
  }
  if (!prf) throw new VaultOpenError();
  return {
    assertion,
    secret: { kind: "passkey", credentialId: assertion.id, prf },
    forget: () => zeroize(prf),
  };
}
