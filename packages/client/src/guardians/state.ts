import { type GuardianConfiguration, getGuardianConfiguration } from "@tandem/account";
import { type Hex, zeroHash } from "viem";
import { getBlock } from "viem/actions";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { getChain, toServiceError } from "../operations/index.ts";
import { getConfig } from "../requests/index.ts";
import type { StoredAccount } from "../types.ts";
import { toCardStates } from "./cards.ts";
import { findFirst } from "./firstSet.ts";
import { changeBook } from "./guardianBook.ts";
import { isSignedBefore, isSignedFirst } from "./hashFirst.ts";
import { chosenAt, findSet, hashSet, isSameList } from "./knownSets.ts";
import { putFirst } from "./putFirst.ts";
import type { GuardianBook, GuardianParameters, GuardianState } from "./types.ts";

/**
 * Where the guardians stand on a chain. What was scheduled and is now in force moves up in the book; what the owner has
 * signed and the chain does not have is handed to the service once more.
 */
export async function getGuardianState(
  context: ClientContext,
  { accountId, chainId }: GuardianParameters,
): Promise<GuardianState> {
  const { account } = await getRecord(context, accountId);
  const { chains } = await getConfig(context);
  const { onChain, chainTime } = await readOnChain(context, account, chainId);
  const { isDeployed, scheduled } = onChain;
  const configHash = hashInForce(onChain, account);
  const book = await changeBook(context, accountId, (known) => settle(known, configHash));
  const first = findFirst(book);
  const status = toStatus({ account, book, configHash });
  if (isDeployed && status === "signed" && first) await putFirst(context, accountId, first).catch(() => undefined);
  return {
    book,
    isDeployed,
    status,
    inForce: findSet(book, configHash),
    needsSigning: isSignedBefore(account, first) && (configHash === zeroHash || chains.length > 1),
    scheduled: scheduled && toScheduled(book, scheduled),
    chainTime,
    currentHash: book.current && hashSet(book.current),
    cards: toCardStates(book),
  };
}

/** @throws ServiceUnreachableError */
export async function readOnChain(
  context: ClientContext,
  account: Pick<StoredAccount, "address">,
  chainId: number,
): Promise<{ readonly onChain: GuardianConfiguration; readonly chainTime: number }> {
  const { rpc } = await getChain(context, chainId);
  const [onChain, block] = await Promise.all([
    getGuardianConfiguration(rpc, account),
    getBlock(rpc, { blockTag: "latest" }),
  ]).catch((error: unknown) => {
    throw toServiceError(error, "chain");
  });
  return { onChain, chainTime: Number(block.timestamp) };
}

/** Of the guardians that count on a chain: those stored there, else those in the address; zero for none. */
export function hashInForce(
  { configEpoch, configHash }: Pick<GuardianConfiguration, "configEpoch" | "configHash">,
  account: Pick<StoredAccount, "configHash">,
): Hex {
  return configEpoch > 0n ? configHash : account.configHash;
}

export function toStatus(parameters: {
  readonly account: Pick<StoredAccount, "address" | "publicKey">;
  readonly book: GuardianBook;
  readonly configHash: Hex;
}): GuardianState["status"] {
  const { account, book, configHash } = parameters;
  if (configHash === zeroHash) return isSignedFirst(account, findFirst(book)) ? "signed" : "none";
  const set = findSet(book, configHash);
  if (!set || !book.current) return "unknown";
  return isSameList(set, book.current) ? "active" : "earlier";
}

export function toScheduled(
  book: GuardianBook,
  scheduled: NonNullable<GuardianConfiguration["scheduled"]>,
): NonNullable<GuardianState["scheduled"]> {
  const { configHash } = scheduled;
  const isNext = book.next !== undefined && hashSet(book.next) === configHash;
  return { ...scheduled, set: findSet(book, configHash), isNext };
}

/**
 * A set that is in force on a chain is the one the owner means, where it was scheduled or chosen after the one that was
 * meant so far: not where it is an earlier list that the chain still has.
 */
export function settle(book: GuardianBook, configHash: Hex): GuardianBook {
  const { current, next, ...rest } = book;
  const found = findSet(book, configHash);
  if (!found || (current && isSameList(found, current))) return book;
  const isNext = next !== undefined && hashSet(next) === configHash;
  if (!isNext && chosenAt(book, found) <= (current ? chosenAt(book, current) : 0)) return book;
  return { ...rest, current: found, draft: found.members, ...(next && !isNext && { next }) };
}
