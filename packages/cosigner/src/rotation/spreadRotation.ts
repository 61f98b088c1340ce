import { encodeRotateOwner, listOwners, type OwnerEntry } from "@tandem/account";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import type { Chain } from "../settlement/index.ts";
import {
  type AccountKey,
  destroyOldShare,
  enqueueRelayJob,
  type FullRecovery,
  getAccountRecord,
  getRecovery,
  listSpreadingRotations,
  type RotationRecord,
  setRotationChain,
} from "../store/index.ts";
import { readOwner } from "./readOwner.ts";

/**
 * Brings an account's rotations to every chain where it has code, one after the other, and destroys an old share once
 * no chain needs it. Safe to repeat, on any server: a job is asked for once, and a chain says itself where it stands.
 */
export async function spreadRotation(context: Context, accountId: Hex): Promise<void> {
  const record = await getAccountRecord(context.database, accountId);
  const rotations = await listSpreadingRotations(context.database, accountId);
  if (!record?.key || rotations.length === 0) return;
  const { key } = record;
  const recovery = key.recovered && (await getRecovery(context.database, { accountId }));
  const done = await Promise.all(
    context.chains.all.map((chain) => spreadOnChain(context, { key, chain, rotations, accountId, recovery })),
  );
  for (const [index, rotation] of rotations.entries()) {
    if (done.every((states) => states[index] !== "pending"))
      await destroyOldShare(context.database, rotation.rotationId);
  }
}

type SpreadParameters = {
  readonly accountId: Hex;
  readonly key: AccountKey;
  readonly chain: Chain;
  readonly rotations: readonly RotationRecord[];
  /** What made the account's key its owner, where guardians did. */
  readonly recovery: FullRecovery | undefined;
};

type State = "undeployed" | "pending" | "done";

async function spreadOnChain(context: Context, parameters: SpreadParameters): Promise<State[]> {
  const { key, chain, rotations, accountId, recovery } = parameters;
  const { number } = chain.head();
  const depth = BigInt(chain.settlementDepth);
  const settled = await readOwner(chain, key.address, { blockNumber: number > depth ? number - depth : 0n });
  // An account that was deployed in the newest blocks is not without code.
  const owner = settled ?? (await readOwner(chain, key.address));
  const entry = listOwners(key).findLast((known) => known.owner === owner);
  if (entry) await enqueueRotation(context, { accountId, key, chain, entry });
  const states = rotations.map(({ ownerEpoch }): State => {
    if (entry) return settled !== undefined && entry.ownerEpoch > ownerEpoch ? "done" : "pending";
    // None of these keys owns the account there. A recovery that still runs may yet bring the first of them.
    const isFinal = owner === undefined || settled !== undefined;
    return isFinal && !isRunning(recovery, chain) ? "undeployed" : "pending";
  });
  for (const [index, { rotationId }] of rotations.entries()) {
    const state = states[index];
    if (state) await setRotationChain(context.database, { rotationId, chainKey: chain.chainKey, state });
  }
  return states;
}

/** The recovery may still make its key the owner on this chain. */
function isRunning(full: FullRecovery | undefined, chain: Chain): boolean {
  const place = full?.chains.find(({ chainKey }) => chainKey === chain.chainKey);
  if (!full || !place) return false;
  const { timeSeconds } = chain.head();
  switch (place.status) {
    case "collecting":
    case "submitting":
      return timeSeconds <= full.recovery.deadline;
    case "pending":
      return place.expiresAt === undefined || timeSeconds * 1000 < place.expiresAt.getTime();
    default:
      return false;
  }
}

/** Asks the relay for the rotation that a chain is waiting for, whatever was known of that chain before. */
export async function queueRotation(
  context: Context,
  { accountId, key, chain }: Pick<SpreadParameters, "accountId" | "chain" | "key">,
): Promise<void> {
  const owner = await readOwner(chain, key.address);
  const entry = listOwners(key).findLast((known) => known.owner === owner);
  if (entry) await enqueueRotation(context, { accountId, key, chain, entry });
}

type EnqueueParameters = Pick<SpreadParameters, "accountId" | "chain" | "key"> & {
  /** The key that owns the account on the chain. */
  readonly entry: OwnerEntry;
};

/** Puts the rotation that a chain is waiting for into the relay's queue; none where it has the newest key. */
async function enqueueRotation(
  { database, randomBytes }: Context,
  { accountId, key, chain, entry: { next, ownerEpoch } }: EnqueueParameters,
): Promise<void> {
  if (!next) return;
  await enqueueRelayJob(database, {
    jobId: randomBytes(16),
    jobKey: `rotation:${chain.chainId}:${chain.chainKey}:${key.address}:${ownerEpoch}`,
    kind: "rotation",
    chainKey: chain.chainKey,
    accountId,
    target: key.address,
    data: encodeRotateOwner(next),
    isKept: true,
  });
}
