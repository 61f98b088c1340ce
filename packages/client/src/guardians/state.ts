import { getGuardianConfiguration, hashGuardianConfig } from "@tandem/account";
import { type Hex, zeroHash } from "viem";
import { getBlock } from "viem/actions";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { getChain, toServiceError } from "../operations/index.ts";
import { getConfig } from "../requests/index.ts";
import { toCardStates } from "./cards.ts";
import { changeBook } from "./guardianBook.ts";
import { isSignedBefore, isSignedFirst } from "./hashFirst.ts";
import { putFirst } from "./putFirst.ts";
import type { GuardianBook, GuardianParameters, GuardianSet, GuardianState } from "./types.ts";

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
  const { rpc } = await getChain(context, chainId);
  const [onChain, block] = await Promise.all([
    getGuardianConfiguration(rpc, account),
    getBlock(rpc, { blockTag: "latest" }),
  ]).catch((error: unknown) => {
    throw toServiceError(error, "chain");
  });
  const { isDeployed, configEpoch, scheduled } = onChain;
  const configHash = configEpoch > 0n ? onChain.configHash : account.configHash;
  const book = await changeBook(context, accountId, (known) => settle(known, configHash));
  const isCurrent = book.current !== undefined && hashSet(book.current) === configHash;
  const isSigned = configHash === zeroHash && isSignedFirst(account, book.current);
  if (isDeployed && isSigned && book.current) await putFirst(context, accountId, book.current).catch(() => undefined);
  return {
    book,
    isDeployed,
    status: isCurrent ? "active" : isSigned ? "signed" : configHash === zeroHash ? "none" : "unknown",
    needsSigning: isSignedBefore(account, book.current) && (configHash === zeroHash || chains.length > 1),
    scheduled: scheduled && {
      ...scheduled,
      isKnown: book.next !== undefined && hashSet(book.next) === scheduled.configHash,
    },
    chainTime: Number(block.timestamp),
    currentHash: book.current && hashSet(book.current),
    cards: toCardStates(book),
  };
}

/** The scheduled configuration became the one in force. */
function settle(book: GuardianBook, configHash: string): GuardianBook {
  const { next, ...rest } = book;
  if (!next || hashSet(next) !== configHash) return book;
  return { ...rest, current: next, draft: next.members };
}

function hashSet({ config, configEpoch }: GuardianSet): Hex {
  return hashGuardianConfig(config, BigInt(configEpoch));
}
