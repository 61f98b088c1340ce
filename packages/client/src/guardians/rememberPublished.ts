import { hashGuardian, hashGuardianConfig } from "@tandem/account";
import type { GuardianConfig } from "@tandem/protocol";
import { zeroHash } from "viem";
import type { ClientContext } from "../context.ts";
import { getChain } from "../operations/index.ts";
import type { StoredAccount } from "../types.ts";
import { changeBook, readBook } from "./guardianBook.ts";
import { findSet, mergeKnown } from "./knownSets.ts";
import type { Position } from "./networks.ts";
import { readAppliedSets } from "./readAppliedSets.ts";
import { readKeptFirst } from "./readKeptFirst.ts";
import { hashInForce } from "./state.ts";
import type { GuardianBook, GuardianEntry, KnownGuardianSet } from "./types.ts";

/**
 * Looks for the lists in force that the book does not have, and for one that the owner has signed before the book kept more
 * than the present one: in what the service keeps, then in what the network has published. A list without its people can
 * still be replaced; those of them who are known by another list are named.
 */
export async function rememberPublished(
  context: ClientContext,
  parameters: { readonly account: StoredAccount; readonly positions: readonly Position[] },
): Promise<GuardianBook> {
  const { account, positions } = parameters;
  const { accountId } = account;
  const book = await readBook(context, accountId);
  const hasSigned = book.known?.some(({ ownerSignature }) => ownerSignature !== undefined) ?? false;
  const wanted = positions.flatMap(({ chain, read }) => {
    const hash = read && hashInForce(read.onChain, account);
    const isWanted = hash === zeroHash ? !hasSigned : hash && !findSet(book, hash);
    return isWanted && hash ? [{ chainId: chain.chainId, hash }] : [];
  });
  if (wanted.length === 0) return book;
  const found: KnownGuardianSet[] = [];
  const people = [book.current, ...(book.known ?? [])].flatMap((set) => set?.members ?? []);
  const add = (config: GuardianConfig, configEpoch: number, ownerSignature?: `0x${string}`) =>
    found.push({
      ...{ config, configEpoch, members: toMembers(config, people), at: 0 },
      ...(ownerSignature && { ownerSignature }),
    });
  const first = await readKeptFirst(context, account.accountId).catch(() => undefined);
  // Believed where a network has it, or where the key's signature is on it: both are checked when it is used.
  if (first) add(first.config, 1, first.ownerSignature);
  const readApplied = async (chainId: number) =>
    readAppliedSets((await getChain(context, chainId)).rpc, account.address);
  for (const { chainId, hash } of wanted) {
    if (hash === zeroHash || found.some((set) => hashGuardianConfig(set.config, 1n) === hash)) continue;
    for (const { config, configEpoch } of await readApplied(chainId).catch(() => [])) {
      if (hashGuardianConfig(config, BigInt(configEpoch)) === hash) add(config, configEpoch);
    }
  }
  return changeBook(context, accountId, (now) => {
    const news = found.filter((set) => !findSet(now, hashGuardianConfig(set.config, BigInt(set.configEpoch))));
    return news.length === 0 ? now : { ...now, known: mergeKnown(now.known ?? [], news) };
  });
}

function toMembers({ commitments }: GuardianConfig, people: readonly GuardianEntry[]): readonly GuardianEntry[] {
  return commitments.flatMap((commitment) => people.find((entry) => hashGuardian(entry) === commitment) ?? []);
}
