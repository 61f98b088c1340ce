import { sql } from "kysely";
import type { Address, Hex } from "viem";
import { toBytes, toHex } from "./bytes.ts";
import type { Database } from "./database.ts";

export type RelayJobKind =
  | "first-guardians"
  | "rotation"
  | "start-recovery"
  | "cancel-recovery"
  | "finalize-recovery"
  | "deployment"
  | "checkpoint";

export type RelayJobStatus = "queued" | "sent" | "done" | "failed" | "refused";

export type NewRelayJob = {
  /** 16 random bytes. */
  readonly jobId: Uint8Array;
  /** Names what is done, for example `rotation:31337:0x…:1`: the same job is asked for once. */
  readonly jobKey: string;
  readonly kind: RelayJobKind;
  readonly chainKey: number;
  readonly accountId: Hex | undefined;
  readonly target: Address;
  readonly data: Hex;
  /** Unix seconds of the chain: not before. */
  readonly dueAtSeconds?: number | undefined;
  /** `jobKey` of a job that must be over first. */
  readonly afterKey?: string | undefined;
  /** For who asks as long as it is needed: given up, it is tried anew, at most once in ten minutes. */
  readonly isKept?: true;
};

/** Puts a transaction into the relay account's queue, once a key. */
export async function enqueueRelayJob({ kysely }: Pick<Database, "kysely">, job: NewRelayJob): Promise<void> {
  const anew = { status: "queued", attempts: 0, retry_at: sql<Date>`now()`, updated_at: sql<Date>`now()` } as const;
  const isGivenUp = sql<boolean>`relay_jobs.status = 'failed' AND relay_jobs.updated_at < now() - interval '10 minutes'`;
  await kysely
    .insertInto("relay_jobs")
    .values({
      job_id: job.jobId,
      job_key: job.jobKey,
      kind: job.kind,
      chain_key: job.chainKey,
      account_id: job.accountId === undefined ? null : toBytes(job.accountId),
      target: toBytes(job.target),
      data: toBytes(job.data),
      after_key: job.afterKey ?? null,
      ...(job.dueAtSeconds !== undefined && { due_at: new Date(job.dueAtSeconds * 1000) }),
    })
    .onConflict((conflict) => {
      const known = conflict.column("job_key");
      return job.isKept ? known.doUpdateSet(anew).where(isGivenUp) : known.doNothing();
    })
    .execute();
}

export type RelayJobRecord = {
  readonly jobId: Hex;
  readonly jobKey: string;
  readonly kind: RelayJobKind;
  readonly chainKey: number;
  readonly accountId: Hex | undefined;
  readonly target: Address;
  readonly data: Hex;
  readonly status: RelayJobStatus;
  readonly reason: string | undefined;
  readonly attempts: number;
  readonly rounds: number;
  readonly transactionHash: Hex | undefined;
  readonly validUntil: number | undefined;
  readonly sentBlock: number | undefined;
  readonly relayVersion: number | undefined;
  readonly updatedAt: Date;
};

/** Takes the next jobs of a chain under a lease of 60 seconds. Nobody else works on them meanwhile. */
export async function claimRelayJobs(
  database: Database,
  parameters: {
    readonly chainKey: number;
    readonly lease: Uint8Array;
    readonly chainTimeSeconds: number;
    readonly limit: number;
  },
): Promise<readonly RelayJobRecord[]> {
  const { chainKey, lease, chainTimeSeconds, limit } = parameters;
  const rows = await database.query<Row>(
    { name: "claim-relay-jobs", text: "SELECT * FROM claim_relay_jobs($1, $2, $3, $4)" },
    [chainKey, lease, chainTimeSeconds, limit],
  );
  return rows.map(toRecord);
}

export type RelayJobChange = {
  readonly status?: RelayJobStatus;
  readonly reason?: string | null;
  readonly attempts?: number;
  readonly rounds?: number;
  readonly userOpHash?: Hex;
  readonly transactionHash?: Hex;
  readonly validUntil?: number;
  readonly sentBlock?: number;
  readonly relayVersion?: number;
  /** When it is looked at next. */
  readonly retryInSeconds?: number;
  /** The lease goes on: more of the job follows at once. */
  readonly keepsLease?: true;
};

/** Writes what became of a job, unless its lease has gone to another server: then false. */
export async function updateRelayJob(
  { kysely }: Database,
  { jobId, lease }: { readonly jobId: Hex; readonly lease: Uint8Array },
  change: RelayJobChange,
): Promise<boolean> {
  const { status, reason, attempts, rounds, userOpHash, transactionHash, validUntil, sentBlock, relayVersion } = change;
  const result = await kysely
    .updateTable("relay_jobs")
    .set({
      ...(status && { status }),
      ...(reason !== undefined && { reason: reason?.slice(0, 500) ?? null }),
      ...(attempts !== undefined && { attempts }),
      ...(rounds !== undefined && { rounds }),
      ...(userOpHash && { user_op_hash: toBytes(userOpHash) }),
      ...(transactionHash && { transaction_hash: toBytes(transactionHash) }),
      ...(validUntil !== undefined && { valid_until: validUntil }),
      ...(sentBlock !== undefined && { sent_block: sentBlock }),
      ...(relayVersion !== undefined && { relay_version: relayVersion }),
      ...(change.keepsLease ? {} : { lease: null, lease_until: null }),
      retry_at: sql<Date>`now() + ${change.retryInSeconds ?? 0} * interval '1 second'`,
      updated_at: sql<Date>`now()`,
    })
    .where("job_id", "=", toBytes(jobId))
    .where("lease", "=", Buffer.from(lease))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function getRelayJob(
  { kysely }: Database,
  by: { readonly jobId: Hex } | { readonly jobKey: string },
): Promise<RelayJobRecord | undefined> {
  const query = kysely.selectFrom("relay_jobs").selectAll();
  const row = await ("jobId" in by
    ? query.where("job_id", "=", toBytes(by.jobId))
    : query.where("job_key", "=", by.jobKey)
  ).executeTakeFirst();
  return row && toRecord(row as Row); // kysely's row has these columns among others
}

/** Draws one sending. @returns the name of the budget that is used up, or undefined. */
export async function drawRelayBudget(
  database: Database,
  { accountId, kind, target }: Pick<RelayJobRecord, "accountId" | "kind" | "target">,
  limits: { readonly accountDaily: number; readonly daily: number },
): Promise<string | undefined> {
  const [row] = await database.query<{ rule: string }>(
    { name: "draw-relay-budget", text: "SELECT draw_relay_budget($1, $2, $3, $3, $4) AS rule" },
    [
      accountId === undefined ? null : toBytes(accountId),
      // These call what all accounts share.
      kind === "deployment" || kind === "checkpoint" ? null : toBytes(target),
      ...[limits.accountDaily, limits.daily],
    ],
  );
  return row?.rule || undefined;
}

type Row = {
  job_id: Buffer;
  job_key: string;
  kind: string;
  chain_key: number;
  account_id: Buffer | null;
  target: Buffer;
  data: Buffer;
  status: RelayJobStatus;
  reason: string | null;
  attempts: number;
  rounds: number;
  transaction_hash: Buffer | null;
  valid_until: number | null;
  sent_block: number | null;
  relay_version: number | null;
  updated_at: Date;
};

function toRecord(row: Row): RelayJobRecord {
  return {
    jobId: toHex(row.job_id),
    jobKey: row.job_key,
    kind: row.kind as RelayJobKind, // written by `enqueueRelayJob`; the worker refuses any other
    chainKey: row.chain_key,
    accountId: row.account_id ? toHex(row.account_id) : undefined,
    target: toHex(row.target),
    data: toHex(row.data),
    status: row.status,
    reason: row.reason ?? undefined,
    attempts: row.attempts,
    rounds: row.rounds,
    transactionHash: row.transaction_hash ? toHex(row.transaction_hash) : undefined,
    validUntil: row.valid_until ?? undefined,
    sentBlock: row.sent_block ?? undefined,
    relayVersion: row.relay_version ?? undefined,
    updatedAt: row.updated_at,
  };
}
