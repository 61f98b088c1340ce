import { getGuardianTypedData } from "@tandem/account";
import { type GuardianCard, PublicGuardianInvite } from "@tandem/protocol";
import type { Address } from "viem";
import type { ClientContext } from "../context.ts";
import { sendPublicRequest } from "../requests/index.ts";
import { assertOwnKey } from "./assertOwnKey.ts";
import { GuardianCardError } from "./errors.ts";
import { signAsGuardian, toGuardianSigner } from "./guardianKeys.ts";
import type { GuardianKey } from "./types.ts";

/** What the person who was invited sees. @throws TandemApiError `unknown_id` */
export async function readGuardianInvite(
  context: ClientContext,
  { inviteId }: { readonly inviteId: string },
): Promise<PublicGuardianInvite> {
  const path = `/guardian-invites/${encodeURIComponent(inviteId)}`;
  return sendPublicRequest(context, { method: "GET", path, schema: PublicGuardianInvite });
}

export type AcceptInviteParameters = {
  readonly inviteId: string;
  /** The account that is guarded. */
  readonly address: Address;
  readonly name: string;
  readonly key: GuardianKey;
};

/** The guardian signs that it agrees, with the key that it will guard with. */
export async function acceptGuardianInvite(context: ClientContext, parameters: AcceptInviteParameters): Promise<void> {
  const { inviteId, address, name, key } = parameters;
  const signer = toGuardianSigner(key);
  const message = { inviteId, signer };
  const typedData = getGuardianTypedData(address, { primaryType: "AcceptGuardian", message });
  const signature = await signAsGuardian(context, { key, typedData });
  const credential = key.kind === "passkey" ? { credentialId: key.credentialId } : {};
  await sendPublicRequest(context, {
    method: "POST",
    path: `/guardian-invites/${encodeURIComponent(inviteId)}/accept`,
    body: { signer, name: name.trim(), signature, ...credential },
  });
}

/** The guardian signs that it still has its key. @throws GuardianKeyError, GuardianCardError, WalletRefusedError, TandemApiError */
export async function confirmGuardianPresence(
  context: ClientContext,
  { card, key }: { readonly card: GuardianCard; readonly key: GuardianKey },
): Promise<void> {
  const { inviteId, address } = card;
  if (!inviteId) throw new GuardianCardError("it was not made from an invite");
  assertOwnKey(card, key);
  const at = Math.floor(context.now() / 1000);
  const typedData = getGuardianTypedData(address, { primaryType: "GuardianPresence", message: { inviteId, at } });
  const signature = await signAsGuardian(context, { key, typedData });
  await sendPublicRequest(context, {
    method: "POST",
    path: `/guardian-invites/${encodeURIComponent(inviteId)}/seen`,
    body: { at, signature },
  });
}

/** Keeps a card in this browser, so that a request finds it. */
export async function saveGuardianCard(
  { storage, now }: ClientContext,
  { card }: { readonly card: GuardianCard },
): Promise<void> {
  const key = `${card.address}:${card.guardian.signer}`;
  await storage.write([{ store: "guardianCards", key, value: { version: 1, card, savedAt: now() } }]);
}

export async function listGuardianCards({ storage }: ClientContext): Promise<readonly GuardianCard[]> {
  return (await storage.list("guardianCards")).map(({ card }) => card);
}
