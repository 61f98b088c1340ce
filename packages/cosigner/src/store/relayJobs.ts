import type { Address, Hex } from "viem";
import { toBytes } from "./bytes.ts";
import type { Database } from "./database.ts";

export type RelayJobKind =
  | "first-guardians"
  | "rotation"
  | "start-recovery"
  | "cancel-recovery"
  | "finalize-recovery"
  | "deployment"
  | "checkpoint";

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
};

/** Puts a transaction into the relay account's queue, once a key. */
export async function enqueueRelayJob(database: Database, job: NewRelayJob): Promise<void> {
  await database.kysely
    .insertInto("relay_jobs")
    .values({
      job_id: job.jobId,
      job_key: job.jobKey,
      kind: job.kind,
      chain_key: job.chainKey,
      account_id: job.accountId === undefined ? null : toBytes(job.accountId),
      target: toBytes(job.target),
      data: toBytes(job.data),
    })
    .onConflict((conflict) => conflict.column("job_key").doNothing())
    .execute();
}
