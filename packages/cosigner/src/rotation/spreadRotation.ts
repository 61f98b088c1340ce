import { encodeRotateOwner } from "@tandem/account";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import type { Chain } from "../settlement/index.ts";
import {
  type AccountKey,
  destroyOldShare,
  enqueueRelayJob,
  getAccountRecord,
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
  const done = await Promise.all(
    context.chains.all.map((chain) => spreadOnChain(context, { key, chain, rotations, accountId })),
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
};

type State = "undeployed" | "pending" | "done";

async function spreadOnChain(context: Context, parameters: SpreadParameters): Promise<State[]> {
  const { key, chain, rotations } = parameters;
  const { number } = chain.head();
  const depth = BigInt(chain.settlementDepth);
  const settled = await readOwner(chain, key.address, { blockNumber: number > depth ? number - depth : 0n });
  // An account that was deployed in the newest blocks is not without code.
  const owner = settled ?? (await readOwner(chain, key.address));
  const epoch = owner === undefined ? undefined : toEpoch(key, owner);
  if (epoch !== undefined && epoch < key.rotations.length) await enqueueRotation(context, { ...parameters, epoch });
  const states = rotations.map(({ ownerEpoch }): State => {
    if (owner === undefined) return "undeployed";
    return settled !== undefined && epoch !== undefined && epoch > ownerEpoch ? "done" : "pending";
  });
  for (const [index, { rotationId }] of rotations.entries()) {
    const state = states[index];
    if (state) await setRotationChain(context.database, { rotationId, chainKey: chain.chainKey, state });
  }
  return states;
}

/** Puts the rotation that a chain is waiting for into the relay's queue. */
export async function enqueueRotation(
  { database, randomBytes }: Context,
  { accountId, key, chain, epoch }: Omit<SpreadParameters, "rotations"> & { readonly epoch: number },
): Promise<void> {
  const rotation = key.rotations[epoch];
  if (!rotation) return;
  await enqueueRelayJob(database, {
    jobId: randomBytes(16),
    jobKey: `rotation:${chain.chainId}:${chain.chainKey}:${key.address}:${epoch}`,
    kind: "rotation",
    chainKey: chain.chainKey,
    accountId,
    target: key.address,
    data: encodeRotateOwner(rotation),
  });
}

/** How often the owner had changed when this key became it; undefined for a key of another history. */
export function toEpoch({ birthKey, rotations }: AccountKey, owner: Hex): number | undefined {
  const index = [birthKey, ...rotations.map(({ newOwner }) => newOwner)].lastIndexOf(owner);
  return index === -1 ? undefined : index;
}
