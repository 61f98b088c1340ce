import { setTimeout as wait } from "node:timers/promises";
import type { Context } from "../context.ts";
import type { Chain } from "../settlement/index.ts";
import { claimRelayJobs } from "../store/index.ts";
import { type Bundler, createBundler } from "./createBundler.ts";
import { enqueueCheckpoint } from "./enqueueCheckpoint.ts";
import { failAttempt, notSent, runJob } from "./runJob.ts";

export type RelayWorker = { start(): void; stop(): Promise<void> };

const jobsAtOnce = 8;
const pauseMs = 500;
const checkpointEveryMs = 10 * 60_000;

/**
 * Sends what is in the relay account's queue. Every server runs one; a job belongs to the one that holds its lease.
 * A chain without a bundler keeps its jobs: whoever wants them done takes the ready transaction.
 */
export function createRelayWorker(context: Context): RelayWorker {
  const stopping = new AbortController();
  let loops: Promise<void>[] = [];
  return {
    start() {
      loops = context.chains.all.flatMap((chain) => {
        const bundler = createBundler(chain);
        return bundler ? [work(context, { chain, bundler, signal: stopping.signal })] : [];
      });
    },
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

type Work = { readonly chain: Chain; readonly bundler: Bundler; readonly signal: AbortSignal };

async function work(context: Context, { chain, bundler, signal }: Work): Promise<void> {
  let checkpointAt = 0;
  while (!signal.aborted) {
    try {
      if (chain.chainId === context.config.relay.checkpointChainId && context.now() >= checkpointAt) {
        checkpointAt = context.now() + checkpointEveryMs;
        await enqueueCheckpoint(context, chain);
      }
      const worked = await workOnce(context, { chain, bundler, signal });
      if (worked > 0) continue;
    } catch (error) {
      context.logger.warn({ err: error, chainId: chain.chainId }, "relay paused");
    }
    await wait(pauseMs, undefined, { signal }).catch(() => {});
  }
}

async function workOnce(context: Context, { chain, bundler }: Work): Promise<number> {
  const lease = context.randomBytes(16);
  const { chainKey } = chain;
  const chainTimeSeconds = chain.head().timeSeconds;
  const jobs = await claimRelayJobs(context.database, { chainKey, lease, chainTimeSeconds, limit: jobsAtOnce });
  for (const job of jobs) {
    const { relay } = context.keys;
    const key = relay.find(({ version }) => version === job.relayVersion) ?? relay[0];
    if (!key) continue;
    const parameters = { chain, bundler, job, key, lease };
    await runJob(context, parameters).catch(async (error: unknown) => {
      context.logger.warn({ err: error, kind: job.kind, chainId: chain.chainId }, "relay job failed");
      // The message of a bundler or node may hold its URL.
      await failAttempt(context, parameters, notSent);
    });
  }
  return jobs.length;
}
