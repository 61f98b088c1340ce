import { tandemAddresses } from "@tandem/account";
import { GuardianCard } from "@tandem/protocol";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { getConfig, getRequestKey, noBody, sendSignedRequest } from "../requests/index.ts";
import type { AccountParameters } from "../types.ts";
import { readBook } from "./guardianBook.ts";

/** A card for each guardian in force: its own key and salt, and what the account is made of. */
export async function getGuardianCards(
  context: ClientContext,
  { accountId }: AccountParameters,
): Promise<readonly GuardianCard[]> {
  const { account } = await getRecord(context, accountId);
  const { current } = await readBook(context, accountId);
  if (!current) return [];
  const { config, configEpoch, ownerSignature } = current;
  const chains = (await getConfig(context)).chains.map(({ chainId, name, rpcUrl, bundlerUrl }) => ({
    chainId,
    name,
    rpcUrl: new URL(rpcUrl, context.baseUrl).href,
    bundlerUrl: new URL(bundlerUrl, context.baseUrl).href,
  }));
  return current.members.map(({ name, signer, salt, inviteId, credentialId }) =>
    // Parsed, so that the card is exactly what its reader accepts.
    GuardianCard.parse({
      version: 1,
      kind: "tandem-guardian-card",
      accountName: account.name,
      accountId,
      address: account.address,
      birthKey: account.birthKey,
      configHash: account.configHash,
      salt: account.salt,
      factory: tandemAddresses.factory,
      core: tandemAddresses.core,
      rotations: account.rotations,
      config,
      configEpoch,
      ...(ownerSignature && { firstGuardiansSignature: ownerSignature }),
      guardian: { name, signer, salt, ...(credentialId && { credentialId }) },
      ...(inviteId && { inviteId }),
      chains,
      issuedAt: context.now(),
    }),
  );
}

/** Brings each guardian that accepted by link its card. @returns the cards that the owner has to hand over. */
export async function sendCards(
  context: ClientContext,
  { accountId }: AccountParameters,
): Promise<readonly GuardianCard[]> {
  const key = await getRequestKey(context, accountId);
  const left: GuardianCard[] = [];
  for (const card of await getGuardianCards(context, { accountId })) {
    const { inviteId } = card;
    const path = `/accounts/${accountId}/guardian-invites/${inviteId}/card`;
    const sending = inviteId && sendSignedRequest(context, { key, method: "PUT", path, body: card, schema: noBody });
    // One that cannot be brought is handed over by the owner; the others still get theirs.
    await (sending || Promise.reject()).catch(() => left.push(card));
  }
  return left;
}
