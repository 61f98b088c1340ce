import { type Account, base64urlToBytes, PasskeyChallengeResponse } from "@tandem/protocol";
import type { Hex } from "viem";
import { hexToBytes } from "../bytes.ts";
import type { ClientContext } from "../context.ts";
import { getPrfSalt, type PasskeyRegistration } from "../passkeys/index.ts";
import { getConfig, type RequestKey, sendSignedRequest } from "../requests/index.ts";

export type AccountPasskey = {
  readonly registration: PasskeyRegistration;
  /** Secret; absent where the passkey has none. */
  readonly prf: Uint8Array<ArrayBuffer> | undefined;
};

export type CreateAccountPasskeyParameters = {
  readonly accountId: Hex;
  readonly key: RequestKey;
  /** Passkeys that the account has. */
  readonly credentials: Account["credentials"];
};

/**
 * A new passkey for an account that exists. Where its creation gives no PRF value it is asked once more.
 *
 * @throws PasskeyExistsError where one of the account's passkeys is there: the new one would take its place
 */
export async function createAccountPasskey(
  context: ClientContext,
  { accountId, key, credentials }: CreateAccountPasskeyParameters,
): Promise<AccountPasskey> {
  const { challenge, name } = await sendSignedRequest(context, {
    key,
    method: "POST",
    path: `/accounts/${accountId}/passkeys/challenge`,
    schema: PasskeyChallengeResponse,
  });
  const { rpId, name: rpName } = await getConfig(context);
  const prfSalt = await getPrfSalt();
  const { registration, prf } = await context.passkeys.create({
    rpId,
    rpName,
    userId: hexToBytes(accountId),
    userName: name,
    challenge: Uint8Array.from(base64urlToBytes(challenge)),
    prfSalt,
    excludeCredentials: credentials.map(({ credentialId: id, transports }) => ({ id, transports })),
  });
  if (prf) return { registration, prf };
  const allowCredentials = [{ id: registration.id, transports: registration.response.transports }];
  const again = await context.passkeys.get({ rpId, challenge: context.randomBytes(32), prfSalt, allowCredentials });
  return { registration, prf: again.prf };
}
