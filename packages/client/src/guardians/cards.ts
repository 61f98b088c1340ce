import { hashGuardianConfig, tandemAddresses } from "@tandem/account";
import { GuardianCard } from "@tandem/protocol";
import type { Hex } from "viem";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { getConfig, getRequestKey, noBody, sendSignedRequest } from "../requests/index.ts";
import type { AccountParameters } from "../types.ts";
import { findFirst } from "./firstSet.ts";
import { changeBook, readBook } from "./guardianBook.ts";
import { toCardChains } from "./toCardChains.ts";
import type { GuardianBook, GuardianCardState } from "./types.ts";

/** A card for each guardian in force: its own key and salt, and what the account is made of. */
export async function getGuardianCards(
  context: ClientContext,
  { accountId }: AccountParameters,
): Promise<readonly GuardianCard[]> {
  const { account } = await getRecord(context, accountId);
  const book = await readBook(context, accountId);
  const { current } = book;
  if (!current) return [];
  const { config, configEpoch } = current;
  const ownerSignature = findFirst(book)?.ownerSignature;
  const chains = toCardChains(context, await getConfig(context));
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
  const given: Hex[] = [];
  for (const card of await getGuardianCards(context, { accountId })) {
    const { inviteId, guardian } = card;
    const path = `/accounts/${accountId}/guardian-invites/${inviteId}/card`;
    const sending = inviteId && sendSignedRequest(context, { key, method: "PUT", path, body: card, schema: noBody });
    // One that cannot be brought is handed over by the owner; the others still get theirs.
    await (sending || Promise.reject()).then(
      () => given.push(guardian.signer),
      () => left.push(card),
    );
  }
  await markGiven(context, accountId, given);
  return left;
}

/** The owner has handed a guardian its card, as it is now. */
export async function markCardGiven(
  context: ClientContext,
  { accountId, signer }: AccountParameters & { readonly signer: Hex },
): Promise<GuardianBook> {
  return markGiven(context, accountId, [signer]);
}

/** Which card each guardian in force holds, as far as the owner's devices know. */
export function toCardStates({ current, given = {} }: GuardianBook): Readonly<Record<string, GuardianCardState>> {
  if (!current) return {};
  const hash = hashGuardianConfig(current.config, BigInt(current.configEpoch));
  const stateOf = (signer: Hex) =>
    given[signer] === undefined ? "none" : given[signer].configHash === hash ? "current" : "old";
  return Object.fromEntries(current.members.map(({ signer }) => [signer, stateOf(signer)]));
}

async function markGiven(context: ClientContext, accountId: Hex, signers: readonly Hex[]): Promise<GuardianBook> {
  return changeBook(context, accountId, (book) => {
    const { current } = book;
    if (!current || signers.length === 0) return book;
    const configHash = hashGuardianConfig(current.config, BigInt(current.configEpoch));
    const at = context.now();
    const members = new Set(current.members.map(({ signer }) => signer));
    // Those who guard no more are forgotten.
    const kept = Object.entries(book.given ?? {}).filter(([signer]) => members.has(signer as Hex)); // as written
    const added = signers.map((signer) => [signer, { configHash, at }] as const);
    return { ...book, given: Object.fromEntries([...kept, ...added]) };
  });
}
