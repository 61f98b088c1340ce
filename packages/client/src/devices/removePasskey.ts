import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { InvalidInputError } from "../errors.ts";
import { getConfig, getRequestKey, noBody, sendSignedRequest } from "../requests/index.ts";
import { proveAction } from "../signing/index.ts";
import type { PasskeyParameters } from "./types.ts";

/** Takes a passkey out of the account, with another one's yes; tells the authenticator, where it listens. */
export async function removePasskey(
  context: ClientContext,
  { accountId, credentialId }: PasskeyParameters,
): Promise<void> {
  const [record, key] = await Promise.all([getRecord(context, accountId), getRequestKey(context, accountId)]);
  const others = record.credentials.filter((entry) => entry.credentialId !== credentialId);
  if (others.length === 0) {
    throw new InvalidInputError("This is the only passkey that this device knows.", "Add another passkey first.");
  }
  const kept = { ...record, credentials: others };
  const proof = await proveAction(context, { record: kept, action: "remove-passkey", body: { credentialId } });
  const path = `/accounts/${accountId}/passkeys/remove`;
  await sendSignedRequest(context, { key, method: "POST", path, body: { credentialId, proof }, schema: noBody });
  const wraps = record.wraps.filter((wrap) => wrap.credentialId !== credentialId);
  await context.storage.write([{ store: "accounts", key: accountId, value: { ...kept, wraps } }]);
  await signalUnknown((await getConfig(context)).rpId, credentialId);
}

/** WebAuthn signal API: the provider may hide a passkey that opens nothing any more. Few browsers have it. */
async function signalUnknown(rpId: string, credentialId: string): Promise<void> {
  const provider: unknown = Reflect.get(globalThis, "PublicKeyCredential");
  if (typeof provider !== "function" || !("signalUnknownCredential" in provider)) return;
  const { signalUnknownCredential: signal } = provider;
  if (typeof signal !== "function") return;
  await Promise.resolve(signal.call(provider, { rpId, credentialId })).catch(() => undefined);
}
