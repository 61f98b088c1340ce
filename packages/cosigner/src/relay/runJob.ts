import { getAbiItem, type Hex, hexToBigInt } from "viem";
import { entryPoint09Abi } from "viem/account-abstraction";
import type { Context } from "../context.ts";
import type { RelayKey } from "../keys/index.ts";
import type { Chain } from "../settlement/index.ts";
import { drawRelayBudget, type RelayJobRecord, updateRelayJob } from "../store/index.ts";
import { buildOperation } from "./buildOperation.ts";
import type { Bundler } from "./createBundler.ts";
import { getRelayAddress } from "./getRelayAddress.ts";
import { nameRevert } from "./nameRevert.ts";
import { refuseRelayCall } from "./refuseRelayCall.ts";
import { simulateCall } from "./simulateCall.ts";

export type RunJobParameters = {
  readonly chain: Chain;
  readonly bundler: Bundler;
  readonly job: RelayJobRecord;
  readonly lease: Uint8Array;
  /** The key this job was first sent with, where it is still good: another account would have another nonce. */
  readonly key: RelayKey;
};

const maxAttempts = 12;
/** Of a node or bundler that does not answer, for about three days: the job itself may be good, and is asked for once. */
const maxUnsent = 450;

/** Reverts that no waiting mends: it is done already, or can never be. */
const hopeless = new Set([
  "AlreadyConfigured",
  "DeadlinePassed",
  "InvalidApproval",
  "NonceUsed",
  "NoPendingRecovery",
  "OwnerEpochMismatch",
  "OwnerUnchanged",
  "RecoveryMismatch",
  "SameNewOwner",
]);

function isHopeless(revert: string): boolean {
  const [name = ""] = revert.split(":");
  return hopeless.has(name);
}

/** Reverts that pass with time, and are no attempt. */
const early = new Set(["CoolingDown", "RecoveryNotReady", "RecoveryPending"]);

/**
 * Brings a job one step further: sends it, or looks what became of it. The job's id is its nonce key at the EntryPoint,
 * so however often it is sent, by whatever server, it executes once.
 */
export async function runJob(context: Context, parameters: RunJobParameters): Promise<void> {
  const { chain, job, key } = parameters;
  const refusal = refuseRelayCall(chain, job);
  if (refusal) return save(context, parameters, { status: "refused", reason: refusal });
  const sequence = await readSequence(key, chain, job.jobId);
  if (sequence > BigInt(job.rounds)) return followExecution(context, parameters);
  if (job.status === "sent" && chain.head().timeSeconds <= (job.validUntil ?? 0)) {
    return save(context, parameters, { retryInSeconds: 1 });
  }
  return send(context, parameters);
}

async function send(context: Context, parameters: RunJobParameters): Promise<void> {
  const { chain, bundler, job, key, lease } = parameters;
  const revert = await simulateCall(chain, key, job);
  if (revert !== undefined) {
    if (isHopeless(revert)) return save(context, parameters, { status: "failed", reason: revert });
    if (early.has(revert)) return save(context, parameters, { status: "queued", reason: revert, retryInSeconds: 5 });
    return failAttempt(context, parameters, revert);
  }
  const budget = await drawRelayBudget(context.database, job, context.config.relay);
  if (budget) {
    const retryInSeconds = secondsToNextDay(context.now());
    return save(context, parameters, { status: "queued", reason: budget, retryInSeconds });
  }
  const nonce = (hexToBigInt(job.jobId) << 64n) | BigInt(job.rounds);
  const call = { to: job.target, data: job.data };
  const operation = await buildOperation(context, { chain, bundler, key, call, nonce });
  const { userOpHash, validUntil } = operation;
  // Written before it is sent: a server that dies in between leaves a job that is looked for, then sent again.
  const isOurs = await updateRelayJob(
    context.database,
    { jobId: job.jobId, lease },
    {
      ...{ status: "sent", userOpHash, validUntil, relayVersion: key.version, keepsLease: true },
      sentBlock: job.sentBlock ?? Math.max(0, Number(chain.head().number) - chain.settlementDepth),
    },
  );
  if (!isOurs) return;
  await bundler.send(operation.signed);
  context.metrics.relayJobs.inc({ kind: job.kind, outcome: "sent" });
  await save(context, parameters, { retryInSeconds: 0.5, reason: null });
}

/** The EntryPoint has executed the job's operation: done at the settlement depth, or tried again where it reverted. */
async function followExecution(context: Context, parameters: RunJobParameters): Promise<void> {
  const { chain, job, key } = parameters;
  const nonce = (hexToBigInt(job.jobId) << 64n) | BigInt(job.rounds);
  const logs = await chain.client.getLogs({
    address: chain.entryPoint,
    event: getAbiItem({ abi: entryPoint09Abi, name: "UserOperationEvent" }),
    args: { sender: getRelayAddress(key, chain) },
    fromBlock: BigInt(job.sentBlock ?? 0),
    strict: true,
  });
  const found = logs.find(({ args }) => args.nonce === nonce);
  if (!found) return save(context, parameters, { retryInSeconds: 1 });
  const { transactionHash, blockNumber } = found;
  if (blockNumber > chain.head().number - BigInt(chain.settlementDepth)) {
    return save(context, parameters, { transactionHash, retryInSeconds: 0.5 });
  }
  if (found.args.success) return save(context, parameters, { status: "done", transactionHash, reason: null });
  const revert = await readRevert(chain, found);
  // What passes in a simulation may fail in a block each time: a guardian that is a contract can tell them apart.
  if (isHopeless(revert)) return save(context, parameters, { status: "failed", reason: revert, transactionHash });
  const rounds = job.rounds + 1;
  return failAttempt(context, { ...parameters, job: { ...job, rounds } }, revert);
}

async function readRevert(
  { client, entryPoint }: Chain,
  { blockHash, args }: { readonly blockHash: Hex; readonly args: { readonly userOpHash: Hex } },
): Promise<string> {
  const [log] = await client.getLogs({
    address: entryPoint,
    event: getAbiItem({ abi: entryPoint09Abi, name: "UserOperationRevertReason" }),
    args: { userOpHash: args.userOpHash },
    blockHash,
    strict: true,
  });
  return log ? nameRevert(log.args.revertReason) : "reverted";
}

/** Nothing is known of the call: a node or bundler did not take it. */
export const notSent = "not-sent";

/** What comes after an attempt that came to nothing: the next one waits longer, and some day there is none. */
export function planAttempt(before: number, reason: string) {
  const attempts = before + 1;
  const most = reason === notSent ? maxUnsent : maxAttempts;
  const status = attempts >= most ? "failed" : "queued";
  return { attempts, status, retryInSeconds: Math.min(600, 2 ** attempts) } as const;
}

export async function failAttempt(context: Context, parameters: RunJobParameters, reason: string): Promise<void> {
  const { job } = parameters;
  const { attempts, status, retryInSeconds } = planAttempt(job.attempts, reason);
  await save(context, parameters, { status, attempts, rounds: job.rounds, reason, retryInSeconds });
}

/** Budgets are of a day in UTC. A minute more, for clocks that differ from the database's. */
function secondsToNextDay(nowMs: number): number {
  const dayMs = 86_400_000;
  return Math.ceil((dayMs - (nowMs % dayMs)) / 1000) + 60;
}

async function readSequence(key: RelayKey, chain: Chain, jobId: Hex): Promise<bigint> {
  const nonce = await chain.client.readContract({
    address: chain.entryPoint,
    abi: entryPoint09Abi,
    functionName: "getNonce",
    args: [getRelayAddress(key, chain), hexToBigInt(jobId)],
  });
  return nonce & ((1n << 64n) - 1n);
}

async function save(
  context: Context,
  { job, lease }: RunJobParameters,
  change: Parameters<typeof updateRelayJob>[2],
): Promise<void> {
  const isOurs = await updateRelayJob(context.database, { jobId: job.jobId, lease }, change);
  const outcome = change.status === "queued" ? "retried" : change.status;
  if (isOurs && outcome) context.metrics.relayJobs.inc({ kind: job.kind, outcome });
}
