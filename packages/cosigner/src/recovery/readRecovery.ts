import { hashRecoveryMessage } from "@tandem/account";
import type { Recovery, RecoveryProgress } from "@tandem/protocol";
import { bytesToHex, type Hex, hexToBytes } from "viem";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { type FullRecovery, getRecovery, getRelayJob, type RecoveryChainRecord } from "../store/index.ts";
import { toStartRecovery } from "./toStartRecovery.ts";

/** @throws ServiceError `unknown_id` */
export async function requireRecovery(
  { database }: Pick<Context, "database">,
  by: { readonly recoveryId: string } | { readonly accountId: Hex },
): Promise<FullRecovery> {
  const full = "accountId" in by ? await getRecovery(database, by) : await findById({ database }, by.recoveryId);
  if (!full) {
    throw new ServiceError("unknown_id", "There is no such request.", {
      action: "Check the link, or ask your friend for a new one.",
    });
  }
  return full;
}

async function findById({ database }: Pick<Context, "database">, text: string): Promise<FullRecovery | undefined> {
  const bytes = new Uint8Array(Buffer.from(text, "base64url"));
  return bytes.length === 16 ? getRecovery(database, { recoveryId: bytesToHex(bytes) }) : undefined;
}

/** A request as everybody with its link sees it. */
export async function readRecovery(context: Context, { recovery, chains, approvals }: FullRecovery): Promise<Recovery> {
  const message = toStartRecovery(recovery);
  const idOf = (chainKey: number) => context.chains.all.find((chain) => chain.chainKey === chainKey)?.chainId ?? 1;
  const given = new Map<Hex, { chainIds: number[]; approvedAt: number }>();
  for (const { commitment, chainKey, approvedAt } of approvals) {
    const entry = given.get(commitment) ?? { chainIds: [], approvedAt: approvedAt.getTime() };
    entry.chainIds.push(idOf(chainKey));
    given.set(commitment, entry);
  }
  const progress = chains.map(async (chain) => ({
    chainId: idOf(chain.chainKey),
    approvals: approvals.filter(({ chainKey }) => chainKey === chain.chainKey).length,
    ...(await describe(context, recovery.deadline, chain)),
  }));
  return {
    recoveryId: Buffer.from(hexToBytes(recovery.recoveryId)).toString("base64url"),
    address: recovery.address,
    requester: recovery.requester,
    origin: recovery.origin,
    guardians: recovery.guardians,
    newOwner: recovery.newOwner,
    proof: recovery.proof,
    ownerEpoch: recovery.ownerEpoch,
    configHash: message.configHash,
    nonce: recovery.nonce,
    deadline: recovery.deadline,
    chainIds: [...recovery.chainIds],
    recoveryHash: recovery.recoveryHash,
    digest: hashRecoveryMessage(recovery.address, { primaryType: "StartRecovery", message }),
    createdAt: recovery.createdAt.getTime(),
    ...(recovery.withdrawnAt && { withdrawnAt: recovery.withdrawnAt.getTime() }),
    approvals: [...given].map(([commitment, entry]) => ({ commitment, ...entry })),
    chains: await Promise.all(progress),
    isTakenOver: recovery.takenOverAt !== undefined,
  };
}

type Description = Omit<RecoveryProgress, "approvals" | "chainId">;

/** What the chain's time and the relay's queue add to what is stored. */
async function describe(context: Context, deadline: number, chain: RecoveryChainRecord): Promise<Description> {
  const { readyAt, expiresAt, transactionHash, jobKey } = chain;
  const timeMs =
    (context.chains.all.find(({ chainKey }) => chainKey === chain.chainKey)?.head().timeSeconds ?? 0) * 1000;
  const facts = {
    ...(readyAt && { readyAt: readyAt.getTime() }),
    ...(expiresAt && { expiresAt: expiresAt.getTime() }),
    ...(transactionHash && { transactionHash }),
  };
  switch (chain.status) {
    case "pending":
      if (expiresAt && timeMs >= expiresAt.getTime()) return { status: "expired", ...facts };
      return { status: readyAt && timeMs >= readyAt.getTime() ? "finalizing" : "pending", ...facts };
    case "submitting": {
      const job = jobKey === undefined ? undefined : await getRelayJob(context.database, { jobKey });
      const isStuck = job?.status === "failed" || job?.status === "refused";
      return {
        status: isStuck ? "failed" : "submitting",
        ...facts,
        ...(isStuck && { reason: job.reason ?? "failed" }),
      };
    }
    case "collecting":
      return { status: timeMs > deadline * 1000 ? "expired" : "collecting" };
    default:
      return { status: chain.status, ...facts };
  }
}
