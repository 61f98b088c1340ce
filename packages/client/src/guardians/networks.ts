import { findSigningEpoch, type GuardianConfiguration, getOwner } from "@tandem/account";
import type { ChainConfig } from "@tandem/protocol";
import { zeroHash } from "viem";
import { getRecord } from "../accounts/index.ts";
import type { ClientContext } from "../context.ts";
import { getChain } from "../operations/index.ts";
import { getConfig } from "../requests/index.ts";
import type { AccountParameters, StoredAccount } from "../types.ts";
import { canSignFirst } from "./firstSet.ts";
import { changeBook } from "./guardianBook.ts";
import { isSignedFirst } from "./hashFirst.ts";
import { findSet, isSameList } from "./knownSets.ts";
import { rememberPublished } from "./rememberPublished.ts";
import { hashInForce, readOnChain, settle, toScheduled, toStatus } from "./state.ts";
import type { GuardianBook, GuardianNetwork, GuardianSet } from "./types.ts";

/**
 * How every network of the service stands beside the guardians as they are meant. One that cannot be reached is named as
 * such, and the others are told all the same. Lists that this device does not know are looked for on the network and at the
 * service, by their hash alone, and remembered.
 */
export async function listGuardianNetworks(
  context: ClientContext,
  { accountId }: AccountParameters,
): Promise<readonly GuardianNetwork[]> {
  const { account } = await getRecord(context, accountId);
  const { chains } = await getConfig(context);
  const positions = await Promise.all(chains.map((chain) => readPosition(context, account, chain)));
  const reached = positions.flatMap(({ read }) => (read ? [read.onChain] : []));
  await changeBook(context, accountId, (book) =>
    reached.reduce((now, onChain) => settle(now, hashInForce(onChain, account)), book),
  );
  const book = await rememberPublished(context, { account, positions });
  return positions.map((position) => toNetwork({ account, book, position }));
}

export type Position = {
  readonly chain: Pick<ChainConfig, "chainId" | "name">;
  /** Undefined where the network does not answer. */
  readonly read:
    | {
        readonly onChain: GuardianConfiguration;
        readonly chainTime: number;
        readonly owner: Awaited<ReturnType<typeof getOwner>>;
      }
    | undefined;
};

async function readPosition(context: ClientContext, account: StoredAccount, chain: ChainConfig): Promise<Position> {
  const { chainId } = chain;
  const reading = Promise.all([
    readOnChain(context, account, chainId),
    getChain(context, chainId).then(({ rpc }) => getOwner(rpc, account)),
  ]);
  const read = await reading.then(
    ([state, owner]) => ({ ...state, owner }),
    () => undefined,
  );
  return { chain, read };
}

type ToNetworkParameters = {
  readonly account: Pick<
    StoredAccount,
    "address" | "birthKey" | "configHash" | "publicKey" | "recovered" | "rotations"
  >;
  readonly book: GuardianBook;
  readonly position: Position;
};

/** Out of what a network says and what the owner's devices know. */
export function toNetwork({ account, book, position }: ToNetworkParameters): GuardianNetwork {
  const { chain, read } = position;
  const { chainId, name: chainName } = chain;
  const nobody = { inForce: undefined, unnamed: 0, removed: [], replaced: undefined, canSignFirst: false };
  if (!read) {
    const status = "unreachable";
    return { chainId, chainName, status, ...nobody, isDeployed: false, scheduled: undefined, chainTime: 0 };
  }
  const { onChain, chainTime, owner } = read;
  const { isDeployed } = onChain;
  const configHash = hashInForce(onChain, account);
  const inForce = findSet(book, configHash);
  const status = toStatus({ account, book, configHash });
  const isMeant = (signer: string) => book.current?.members.some((member) => member.signer === signer) ?? false;
  const isEmpty = configHash === zeroHash;
  return {
    chainId,
    chainName,
    status: isForeign(account, owner) ? "foreign" : status === "active" ? "same" : status,
    isDeployed,
    inForce,
    unnamed: inForce ? inForce.config.commitments.length - inForce.members.length : 0,
    removed: inForce?.members.filter(({ signer }) => !isMeant(signer)) ?? [],
    replaced: isEmpty ? findReplaced(account, book, isDeployed) : undefined,
    canSignFirst: isEmpty && canSignFirst(account, book),
    scheduled: onChain.scheduled && toMeant(book, toScheduled(book, onChain.scheduled)),
    chainTime,
  };
}

/** The key that guardians installed on one network owns no other. One that the owner changed follows everywhere. */
function isForeign(
  { publicKey, recovered }: Pick<StoredAccount, "publicKey" | "recovered">,
  owner: Awaited<ReturnType<typeof getOwner>>,
): boolean {
  return recovered !== undefined && owner?.owner !== publicKey;
}

function toMeant(
  book: GuardianBook,
  scheduled: ReturnType<typeof toScheduled>,
): NonNullable<GuardianNetwork["scheduled"]> {
  const { current } = book;
  return { ...scheduled, isMeant: Boolean(scheduled.set && current && isSameList(scheduled.set, current)) };
}

/**
 * Signed once as first guardians and replaced elsewhere: the signature names no network, so it still works here. Where the
 * account has no code yet, that of an earlier key too.
 */
function findReplaced(
  account: ToNetworkParameters["account"],
  { current, known = [] }: GuardianBook,
  isDeployed: boolean,
): GuardianSet | undefined {
  if (!current) return undefined;
  return known.find((set) => {
    const { config, ownerSignature: signature } = set;
    if (!signature || isSameList(set, current)) return false;
    return isDeployed ? isSignedFirst(account, set) : findSigningEpoch({ ...account, config, signature }) !== undefined;
  });
}
