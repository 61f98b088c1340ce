import type { HandOverRequest, Recovery } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import type { Context } from "../context.ts";
import { requireAccount } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import type { Chain } from "../settlement/index.ts";
import { enqueueRelayJob, putHandOver, type RecoveryRecord, updateRecoveryChain } from "../store/index.ts";
import { isSignedByOwner, type PlanHandOverParameters, planHandOver, toRotations } from "./planHandOver.ts";
import { type ChainState, readChainState } from "./planTransactions.ts";
import { readRecovery, requireRecovery } from "./readRecovery.ts";

export type HandOverCaller = { readonly recoveryId: string; readonly keyId: Hex };

/**
 * A key that this service has no share of, and that owns the account, gives it to the key of a request: `RotateOwner` in
 * the place of guardians. The relay brings it to every chain of the request, also where the account has missed a key or has no
 * code yet, and the account is taken over when one says so. Safe to repeat.
 */
export async function handOver(
  context: Context,
  { recoveryId: id, keyId }: HandOverCaller,
  { ownerSignature }: HandOverRequest,
): Promise<Recovery> {
  const { recovery } = await requireRecovery(context, { recoveryId: id });
  const { accountId, address, newOwner, recoveryId, chainIds } = recovery;
  await requireAccount(context, { accountId, keyId, status: ["keyed", "active"] });
  if (recovery.withdrawnAt) throw new ServiceError("intent_conflict", "The request was withdrawn.");
  const positions = await Promise.all(
    chainIds.map(async (chainId) => {
      const chain = context.chains.get(chainId);
      return { chain, recovery, ownerSignature, state: await readPresent(chain, address) };
    }),
  );
  const isTaken = positions.some((position) => position.state.owner?.owner === newOwner || isSignedByOwner(position));
  if (!isTaken) {
    throw new ServiceError("signature_invalid", "The key that owns the account has not signed for this one.", {
      action: "Open the kit and the device that hold the present key, and sign again.",
    });
  }
  // Before a chain can say so: what ties the account to the new key says then how it became the owner.
  if (toRotations({ recovery, ownerSignature })) {
    await putHandOver(context.database, { recoveryId, ownerSignature });
  }
  for (const position of positions) await submit(context, position, { accountId, recoveryId });
  return readRecovery(context, await requireRecovery(context, { accountId }));
}

async function submit(
  { database, randomBytes }: Context,
  { chain, ...position }: PlanHandOverParameters & { readonly chain: Chain },
  { accountId, recoveryId }: Pick<RecoveryRecord, "accountId" | "recoveryId">,
): Promise<void> {
  const { chainKey } = chain;
  let jobKey: string | undefined;
  for (const { to: target, ...planned } of planHandOver({ chain, ...position })) {
    const job = { ...planned, target, chainKey, accountId };
    await enqueueRelayJob(database, { ...job, jobId: randomBytes(16), afterKey: jobKey });
    jobKey = planned.jobKey;
  }
  if (jobKey === undefined) return;
  await updateRecoveryChain(database, { recoveryId, chainKey }, { status: "submitting", from: ["collecting"], jobKey });
}

async function readPresent(chain: Chain, address: Address): Promise<ChainState> {
  try {
    return await readChainState(chain, address);
  } catch (cause) {
    throw new ServiceError("upstream_unavailable", `The network ${chain.name} cannot be reached.`, {
      retryAfterSeconds: 5,
      cause,
    });
  }
}
