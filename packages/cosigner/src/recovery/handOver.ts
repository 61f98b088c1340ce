import { encodeRotateOwner, getOwner, hashRotateOwner } from "@tandem/account";
import { verify } from "@tandem/frost";
import { type HandOverRequest, hexToBytes, type Recovery } from "@tandem/protocol";
import type { Address, Hex } from "viem";
import type { Context } from "../context.ts";
import { requireAccount } from "../doors/index.ts";
import { ServiceError } from "../errors.ts";
import type { Chain } from "../settlement/index.ts";
import { enqueueRelayJob, updateRecoveryChain } from "../store/index.ts";
import { readRecovery, requireRecovery } from "./readRecovery.ts";

export type HandOverCaller = { readonly recoveryId: string; readonly keyId: Hex };

/**
 * A key that this service has no share of, and that owns the account, gives it to the key of a request: `RotateOwner` in
 * the place of guardians. The relay brings it to the chains, and the account is taken over when one says so. Safe to
 * repeat.
 */
export async function handOver(
  context: Context,
  { recoveryId: id, keyId }: HandOverCaller,
  { ownerSignature }: HandOverRequest,
): Promise<Recovery> {
  const { recovery } = await requireRecovery(context, { recoveryId: id });
  const { accountId, address, newOwner, proof, recoveryId, recoveryHash, chainIds } = recovery;
  await requireAccount(context, { accountId, keyId, status: ["keyed", "active"] });
  if (recovery.withdrawnAt) throw new ServiceError("intent_conflict", "The request was withdrawn.");
  const ownerEpoch = BigInt(recovery.ownerEpoch);
  const digest = hexToBytes(hashRotateOwner({ address, newOwner, ownerEpoch }));
  const signature = hexToBytes(ownerSignature);
  let isTaken = false;
  for (const chain of chainIds.map((chainId) => context.chains.get(chainId))) {
    const present = await readPresent(chain, address);
    const isDone = present?.owner === newOwner;
    const isSigned =
      present?.ownerEpoch === ownerEpoch && verify({ publicKey: hexToBytes(present.owner), digest, signature });
    isTaken ||= isDone || isSigned;
    if (!isSigned) continue;
    const jobKey = `hand-over:${chain.chainId}:${chain.chainKey}:${recoveryHash}`;
    await enqueueRelayJob(context.database, {
      jobId: context.randomBytes(16),
      jobKey,
      kind: "rotation",
      chainKey: chain.chainKey,
      accountId,
      target: address,
      data: encodeRotateOwner({ newOwner, proof, ownerSignature }),
    });
    const place = { recoveryId, chainKey: chain.chainKey };
    await updateRecoveryChain(context.database, place, { status: "submitting", from: ["collecting"], jobKey });
  }
  if (!isTaken) {
    throw new ServiceError("signature_invalid", "The key that owns the account has not signed for this one.", {
      action: "Open the kit and the device that hold the present key, and sign again.",
    });
  }
  return readRecovery(context, await requireRecovery(context, { accountId }));
}

async function readPresent(chain: Chain, address: Address) {
  try {
    return await getOwner(chain.client, { address });
  } catch (cause) {
    throw new ServiceError("upstream_unavailable", `The network ${chain.name} cannot be reached.`, {
      retryAfterSeconds: 5,
      cause,
    });
  }
}
