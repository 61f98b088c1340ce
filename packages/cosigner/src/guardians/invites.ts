import { assertGuardian, hashGuardianAcceptance, hashGuardianPresence, verifyGuardianSignature } from "@tandem/account";
import {
  type BaseError,
  bytesToBase64url,
  type CreateGuardianInviteRequest,
  type GuardianAcceptance,
  type GuardianCard,
  type GuardianInvite,
  type GuardianInvites,
  type GuardianSeenRequest,
  OpaqueId,
  type PublicGuardianInvite,
} from "@tandem/protocol";
import type { Address, Hex } from "viem";
import type { Context } from "../context.ts";
import { requireKey } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import {
  type AccountRecord,
  acceptGuardianInvite,
  type GuardianInviteRecord,
  getAccountRecord,
  getGuardianInvite,
  insertGuardianInvite,
  listGuardianInvites,
  markGuardianSeen,
  updateGuardianInvite,
} from "../store/index.ts";

const inviteLifetimeMs = 30 * 24 * 3600_000;

/** How far a guardian's clock may be off. */
const presenceWindowSeconds = 15 * 60;

/** Makes an invite; its id goes into a link that the owner sends to the person. */
export async function createInvite(
  context: Context,
  { accountId }: AccountRecord,
  { name }: CreateGuardianInviteRequest,
): Promise<GuardianInvite> {
  const inviteId = context.randomBytes(16);
  const expiresAt = new Date(context.now() + inviteLifetimeMs);
  if (!(await insertGuardianInvite(context.database, { inviteId, accountId, name, expiresAt }))) {
    throw new ServiceError("rate_limited", "This account has 64 invites already.", {
      action: "Withdraw invites that nobody needs, then invite again.",
    });
  }
  return requireInvite(context, bytesToBase64url(inviteId)).then(toInvite);
}

export async function listInvites(context: Context, { accountId }: AccountRecord): Promise<GuardianInvites> {
  return { invites: (await listGuardianInvites(context.database, accountId)).map(toInvite) };
}

/** Withdraws an invite, or keeps the card of its guardian. @throws ServiceError `unknown_id` */
export async function changeInvite(
  context: Context,
  { accountId }: AccountRecord,
  change: { readonly inviteId: string; readonly card?: GuardianCard },
): Promise<void> {
  if (!(await updateGuardianInvite(context.database, { accountId, ...change }))) throw unknownInvite();
}

/** What the invited person sees. */
export async function readInvite(context: Context, inviteId: string): Promise<PublicGuardianInvite> {
  const invite = await requireInvite(context, inviteId);
  const { name, address } = await readGuarded(context, invite.accountId);
  const isOver = invite.expiresAt.getTime() <= context.now();
  return {
    status: invite.acceptance ? "accepted" : isOver ? "expired" : "open",
    accountName: name,
    address,
    expiresAt: invite.expiresAt.getTime(),
    ...(invite.acceptance && { acceptance: invite.acceptance }),
    ...(invite.card && { card: invite.card }),
  };
}

/**
 * The person's yes. Asked again with the same key it answers the same; another key is refused, so that a link that was
 * seen by a second person changes nothing.
 */
export async function acceptInvite(context: Context, inviteId: string, acceptance: GuardianAcceptance): Promise<void> {
  const invite = await requireInvite(context, inviteId);
  const { signer, signature } = acceptance;
  if (invite.acceptance?.signer === signer) return;
  const { address } = await readGuarded(context, invite.accountId);
  try {
    assertGuardian({ signer, account: address });
  } catch (error) {
    throw new ServiceError("request_malformed", (error as BaseError).shortMessage, {
      action: "Choose another wallet or a passkey.",
    });
  }
  await assertSigned(context, { signer, signature, digest: hashGuardianAcceptance(address, { inviteId, signer }) });
  if (await acceptGuardianInvite(context.database, inviteId, acceptance)) return;
  throw new ServiceError("intent_conflict", "This invite was answered already, or it has run out.", {
    action: "Ask the person who sent it for a new link.",
  });
}

/** The guardian still has its key. @throws ServiceError `signature_invalid` */
export async function confirmPresence(
  context: Context,
  inviteId: string,
  { at, signature }: GuardianSeenRequest,
): Promise<void> {
  const { acceptance, accountId } = await requireInvite(context, inviteId);
  if (!acceptance) throw unknownInvite();
  if (Math.abs(context.now() / 1000 - at) > presenceWindowSeconds) {
    throw new ServiceError("request_malformed", "The answer is too old, or the device's clock is off.", {
      action: "Check the clock and answer again.",
    });
  }
  const { address } = await readGuarded(context, accountId);
  const digest = hashGuardianPresence(address, { inviteId, at });
  await assertSigned(context, { signer: acceptance.signer, signature, digest });
  await markGuardianSeen(context.database, inviteId);
}

type Signed = { readonly signer: Hex; readonly signature: Hex; readonly digest: Hex };

/** A contract is asked on every chain: a Safe is often on one only. */
async function assertSigned({ chains }: Context, signed: Signed): Promise<void> {
  if (await verifyGuardianSignature(signed)) return;
  for (const { client } of chains.all) if (await verifyGuardianSignature({ ...signed, client })) return;
  throw new ServiceError("signature_invalid", "The signature is not of this wallet or passkey.", {
    action: "Sign again with the wallet or passkey that was chosen.",
  });
}

async function requireInvite(context: Context, inviteId: string): Promise<GuardianInviteRecord> {
  if (!OpaqueId.safeParse(inviteId).success) throw unknownInvite();
  const invite = await getGuardianInvite(context.database, inviteId);
  if (!invite) throw unknownInvite();
  return invite;
}

async function readGuarded(
  context: Context,
  accountId: Hex,
): Promise<{ readonly name: string; readonly address: Address }> {
  const record = await getAccountRecord(context.database, accountId);
  if (record?.status !== "active") throw unknownInvite();
  return { name: record.name, address: requireKey(record).address };
}

function toInvite(invite: GuardianInviteRecord): GuardianInvite {
  return {
    inviteId: invite.inviteId,
    name: invite.name,
    createdAt: invite.createdAt.getTime(),
    expiresAt: invite.expiresAt.getTime(),
    hasCard: invite.card !== null,
    ...(invite.acceptance && { acceptance: invite.acceptance }),
    ...(invite.acceptedAt && { acceptedAt: invite.acceptedAt.getTime() }),
    ...(invite.seenAt && { seenAt: invite.seenAt.getTime() }),
  };
}

function unknownInvite(): ServiceError {
  return new ServiceError("unknown_id", "There is no such invite.", {
    action: "It was withdrawn, or the link is not complete. Ask the person who sent it.",
  });
}
