import { stringToHex } from "viem";
import type { Context } from "../context.ts";
import type { Chain } from "../settlement/index.ts";
import { enqueueRelayJob } from "../store/index.ts";
import { checkpointBoard } from "./refuseRelayCall.ts";

/**
 * Puts the audit log's signed checkpoint on chain, once a day (UTC): a call to an address without code whose data is the
 * whole note. Whoever was shown another log finds there, signed, what the world was shown.
 */
export async function enqueueCheckpoint(context: Context, chain: Chain): Promise<void> {
  const day = new Date(context.now()).toISOString().slice(0, 10);
  const note = await context.log.getCheckpoint();
  if (/^0$/m.test(note.split("\n")[1] ?? "0")) return;
  await enqueueRelayJob(context.database, {
    jobId: context.randomBytes(16),
    jobKey: `checkpoint:${chain.chainId}:${day}`,
    kind: "checkpoint",
    chainKey: chain.chainKey,
    accountId: undefined,
    target: checkpointBoard,
    data: stringToHex(note),
  });
}
