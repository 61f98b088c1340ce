import { assertGuardian, InvalidGuardianConfigError, tandemAddresses, toGuardianConfig } from "@tandem/account";
import { bytesToHex, slice } from "viem";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import type { AccountParameters } from "../types.ts";
import { changeBook } from "./guardianBook.ts";
import { isSameList, withKnown } from "./knownSets.ts";
import type { AddGuardianParameters, GuardianBook, GuardianSet } from "./types.ts";

/**
 * Puts a guardian into the draft, after the checks that the account makes when the guardian acts: then it would be too
 * late.
 *
 * @throws InvalidGuardianError, InvalidGuardianConfigError for one that is there already
 */
export async function addGuardian(context: ClientContext, parameters: AddGuardianParameters): Promise<GuardianBook> {
  const { accountId, name, inviteId, credentialId } = parameters;
  const { account } = await getRecord(context, accountId);
  const signer = parameters.signer.toLowerCase() as typeof parameters.signer; // lowercase of hex is hex
  const isKnownVerifier = slice(signer, 0, 20) === tandemAddresses.webAuthnVerifier.toLowerCase();
  assertGuardian({ signer, account: account.address, verifierHasCode: isKnownVerifier });
  const entry = {
    name,
    signer,
    salt: bytesToHex(context.randomBytes(32)),
    addedAt: context.now(),
    ...(inviteId && { inviteId }),
    ...(credentialId && { credentialId }),
  };
  return changeBook(context, accountId, (book) => {
    if (book.draft.some((known) => known.signer === signer)) {
      throw new InvalidGuardianConfigError("this guardian is in the list already");
    }
    return { ...book, draft: [...book.draft, entry] };
  });
}

export async function removeGuardian(
  context: ClientContext,
  { accountId, signer }: AccountParameters & { readonly signer: string },
): Promise<GuardianBook> {
  return changeBook(context, accountId, (book) => ({
    ...book,
    draft: book.draft.filter((entry) => entry.signer !== signer.toLowerCase()),
  }));
}

export async function resetDraft(context: ClientContext, { accountId }: AccountParameters): Promise<GuardianBook> {
  return changeBook(context, accountId, (book) => ({ ...book, draft: book.current?.members ?? [] }));
}

export async function keepNext(
  context: ClientContext,
  { accountId, next }: AccountParameters & { readonly next: GuardianSet | undefined },
): Promise<GuardianBook> {
  const now = context.now();
  return changeBook(context, accountId, (book) => {
    // Bringing the present guardians to a further network changes nothing about who is meant.
    if (next && book.current && isSameList(next, book.current)) return withKnown(book, now, next);
    const { next: _, ...rest } = book;
    return { ...rest, ...(next && { next }) };
  });
}

/** The draft as a configuration. A guardian that stays keeps its salt, so its commitment stays too. */
export function toDraftSet(book: GuardianBook, threshold: number, configEpoch: number): GuardianSet {
  const config = toGuardianConfig({ guardians: book.draft, threshold });
  return { config, configEpoch, members: book.draft };
}
