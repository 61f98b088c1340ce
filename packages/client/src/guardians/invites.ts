import { hashGuardianAcceptance, verifyGuardianSignature } from "@tandem/account";
import { GuardianInvite, GuardianInvites } from "@tandem/protocol";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { InvalidInputError } from "../errors.ts";
import { getChain } from "../operations/index.ts";
import { getConfig, getRequestKey, noBody, sendSignedRequest } from "../requests/index.ts";
import type { AccountParameters } from "../types.ts";

export async function inviteGuardian(
  context: ClientContext,
  { accountId, name }: AccountParameters & { readonly name: string },
): Promise<GuardianInvite> {
  const trimmed = name.trim();
  if (trimmed.length < 1 || trimmed.length > 64) {
    throw new InvalidInputError("A guardian needs a name.", "Use 1 to 64 characters.");
  }
  return sendSignedRequest(context, {
    key: await getRequestKey(context, accountId),
    method: "POST",
    path: `/accounts/${accountId}/guardian-invites`,
    body: { name: trimmed },
    schema: GuardianInvite,
  });
}

/**
 * The account's invites. An acceptance whose signature is not of the key it names is left out: the service passes it on
 * and must not be able to make one up for somebody's wallet.
 */
export async function listGuardianInvites(
  context: ClientContext,
  { accountId }: AccountParameters,
): Promise<readonly GuardianInvite[]> {
  const { account } = await getRecord(context, accountId);
  const { invites } = await sendSignedRequest(context, {
    key: await getRequestKey(context, accountId),
    method: "GET",
    path: `/accounts/${accountId}/guardian-invites`,
    schema: GuardianInvites,
  });
  return Promise.all(
    invites.map(async (invite) => {
      const { acceptance, acceptedAt: _, ...open } = invite;
      if (!acceptance || (await isGenuine(context, account.address, invite))) return invite;
      return open;
    }),
  );
}

export async function withdrawGuardianInvite(
  context: ClientContext,
  { accountId, inviteId }: AccountParameters & { readonly inviteId: string },
): Promise<void> {
  await sendSignedRequest(context, {
    key: await getRequestKey(context, accountId),
    method: "POST",
    path: `/accounts/${accountId}/guardian-invites/${inviteId}/withdraw`,
    schema: noBody,
  });
}

async function isGenuine(
  context: ClientContext,
  address: `0x${string}`,
  { inviteId, acceptance }: GuardianInvite,
): Promise<boolean> {
  if (!acceptance) return false;
  const { signer, signature } = acceptance;
  const signed = { signer, signature, digest: hashGuardianAcceptance(address, { inviteId, signer }) };
  if (await verifyGuardianSignature(signed)) return true;
  const { chains } = await getConfig(context);
  for (const { chainId } of chains) {
    const { rpc } = await getChain(context, chainId);
    if (await verifyGuardianSignature({ ...signed, client: rpc })) return true;
  }
  return false;
}
