import { encodeRecoveryCall } from "@tandem/account";
import type { Hex } from "viem";
import type { Context } from "../context.ts";
import type { AccountEvent, Chain, EventListener } from "../settlement/index.ts";
import {
  cancelPastRecoveries,
  enqueueRelayJob,
  findAccountsByAddress,
  findRecoveries,
  putAppliedGuardians,
  putChainOwner,
  type RecoveryRecord,
  replaceRecoveries,
  takeOverAccount,
  updateRecoveryChain,
} from "../store/index.ts";

/**
 * What settled events mean for recoveries: started ones are finalized when their time has come, and the account goes to
 * the new key when the chain says it is the owner. Each step can be repeated.
 */
export function createRecoveryListener(context: Context): EventListener {
  return async (chain, events) => {
    if (events.length === 0) return;
    await keepGuardians(context, chain, events);
    for (const event of events) {
      const { address, owner } = event;
      const recoveryHash = event.facts.recoveryHash as Hex | undefined; // as decoded
      if (!recoveryHash && !owner) continue;
      const named = await findRecoveries(context.database, { address, recoveryHash, newOwner: owner?.publicKey });
      for (const recovery of named) {
        if (recovery.chainIds.includes(chain.chainId)) await follow(context, { chain, event, recovery });
      }
      await endOthers(context, { chain, event, recoveryHash });
    }
  };
}

/** Requests that lost by what has happened to their address. */
async function endOthers(
  { database }: Context,
  { chain: { chainKey }, event, recoveryHash }: Omit<Follow, "recovery"> & { readonly recoveryHash: Hex | undefined },
): Promise<void> {
  const { kind, address, owner, transactionHash } = event;
  if (kind === "recovery-started" && recoveryHash) {
    await replaceRecoveries(database, { address, chainKey, startedHash: recoveryHash });
  }
  // The old key spoke, or another recovery won.
  if (owner) await cancelPastRecoveries(database, { address, chainKey, ownerEpoch: owner.ownerEpoch, transactionHash });
}

async function keepGuardians(
  { database }: Context,
  { chainKey }: Chain,
  events: readonly AccountEvent[],
): Promise<void> {
  const applied = events.flatMap((event) => (event.applied ? [{ ...event.applied, address: event.address }] : []));
  const accounts = await findAccountsByAddress(
    database,
    applied.map(({ address }) => address),
  );
  for (const { address, ...set } of applied) {
    const accountId = accounts.get(address);
    if (accountId) await putAppliedGuardians(database, { ...set, accountId, chainKey });
  }
}

type Follow = { readonly chain: Chain; readonly event: AccountEvent; readonly recovery: RecoveryRecord };

async function follow(context: Context, { chain, event, recovery }: Follow): Promise<void> {
  const { database } = context;
  const place = { recoveryId: recovery.recoveryId, chainKey: chain.chainKey };
  const { transactionHash, kind, facts } = event;
  const isOurs = facts.recoveryHash === recovery.recoveryHash;
  const open = ["collecting", "submitting", "pending"] as const;
  if (kind === "recovery-started" && isOurs) {
    const readyAt = new Date(Number(facts.readyAt));
    const expiresAt = new Date(Number(facts.expiresAt));
    const from = ["collecting", "submitting", "replaced"] as const;
    await updateRecoveryChain(database, place, { status: "pending", from, readyAt, expiresAt, transactionHash });
    await enqueueFinalize(context, chain, recovery, Math.floor(readyAt.getTime() / 1000));
  } else if (kind === "recovery-cancelled" && isOurs) {
    await updateRecoveryChain(database, place, { status: "cancelled", from: ["pending"], transactionHash });
  } else if ((kind === "recovery-finalized" && isOurs) || isHandedOver(event, recovery)) {
    await updateRecoveryChain(database, place, { status: "done", from: open, transactionHash });
    // Settled, so the owner slot at finality is the new key.
    if (event.owner?.publicKey === recovery.newOwner) {
      const { owner, blockNumber } = event;
      await takeOverAccount(database, recovery.recoveryId);
      // Where the address was no account's before, nobody has taken this down.
      await putChainOwner(database, { accountId: recovery.accountId, chainKey: chain.chainKey, owner, blockNumber });
    }
  }
}

/** The key that owned the account gave it to the new one itself. */
function isHandedOver({ kind, owner }: AccountEvent, { newOwner, ownerEpoch }: RecoveryRecord): boolean {
  return kind === "owner-rotated" && owner?.publicKey === newOwner && owner.ownerEpoch === BigInt(ownerEpoch) + 1n;
}

async function enqueueFinalize(
  { database, randomBytes }: Context,
  chain: Chain,
  recovery: RecoveryRecord,
  dueAtSeconds: number,
): Promise<void> {
  await enqueueRelayJob(database, {
    jobId: randomBytes(16),
    jobKey: `finalize-recovery:${chain.chainId}:${chain.chainKey}:${recovery.recoveryHash}`,
    kind: "finalize-recovery",
    chainKey: chain.chainKey,
    accountId: recovery.accountId,
    target: recovery.address,
    data: encodeRecoveryCall({ functionName: "finalizeRecovery" }),
    dueAtSeconds,
  });
}
