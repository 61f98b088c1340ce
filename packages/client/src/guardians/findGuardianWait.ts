import { hashGuardianConfig } from "@tandem/account";
import type { Wait } from "@tandem/protocol";
import type { ClientContext } from "../context.ts";
import { toDraftSet } from "./draft.ts";
import { readBook } from "./guardianBook.ts";
import type { GuardianBook, GuardianParameters, GuardianWait } from "./types.ts";

export type FindGuardianWaitParameters = GuardianParameters & { readonly waits: readonly Wait[] };

/** Of these waits, the one that was begun for the draft as it stands now, on whichever of the account's devices. */
export async function findGuardianWait(
  context: ClientContext,
  { accountId, chainId, waits }: FindGuardianWaitParameters,
): Promise<GuardianWait | undefined> {
  const book = await readBook(context, accountId);
  const wait = waits.find((one) => isForDraft(book, one, chainId));
  return wait && { wait, threshold: Number(wait.facts.threshold) };
}

/** Of these waits, the one that was begun to bring the guardians as they are meant to a chain. */
export async function findUpdateWait(
  context: ClientContext,
  { accountId, chainId, waits }: FindGuardianWaitParameters,
): Promise<Wait | undefined> {
  const { current } = await readBook(context, accountId);
  const configHash = current && hashGuardianConfig(current.config, 1n);
  return waits.find(
    ({ kind, facts }) => kind === "guardians" && facts.chainId === chainId && facts.configHash === configHash,
  );
}

/** The service says for which configuration a wait is, as if it were the account's first. */
export function isForDraft(book: GuardianBook, { kind, facts }: Wait, chainId: number): boolean {
  const { threshold, guardians, configHash } = facts;
  const count = book.draft.length;
  const isHere = kind === "first-guardians" || (kind === "guardians" && facts.chainId === chainId);
  if (!isHere || typeof threshold !== "number" || guardians !== count) return false;
  if (threshold > count || threshold < Math.min(1, count)) return false;
  return hashGuardianConfig(toDraftSet(book, threshold, 1).config, 1n) === configHash;
}
