import type { RelayJob } from "@tandem/protocol";
import type { Context } from "../context.ts";
import type { RelayJobRecord } from "../store/index.ts";

/** A job as anybody may see it: with the transaction, ready to be sent by whoever does not want to wait. */
export function describeJob({ chains }: Pick<Context, "chains">, job: RelayJobRecord): RelayJob {
  const chain = chains.all.find(({ chainKey }) => chainKey === job.chainKey);
  return {
    jobId: Buffer.from(job.jobId.slice(2), "hex").toString("base64url"),
    kind: job.kind,
    chainId: chain?.chainId ?? 1,
    status: job.status,
    ...(job.reason !== undefined && { reason: job.reason }),
    to: job.target,
    data: job.data,
    ...(job.transactionHash && { transactionHash: job.transactionHash }),
    updatedAt: job.updatedAt.getTime(),
  };
}
