import { setTimeout as wait } from "node:timers/promises";
import type { Context } from "../context.ts";
import { getRecovery, listReadyRecoveries } from "../store/index.ts";
import { submitRecovery } from "./submitRecovery.ts";

export type RecoveryKeeper = { start(): void; stop(): Promise<void> };

const pauseMs = 10_000;

/** Submits what has its approvals and is not in the relay's queue: a chain did not answer, or a server died. */
export function createRecoveryKeeper(context: Context): RecoveryKeeper {
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  return {
    start() {
      loop = keep(context, stopping.signal);
    },
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

async function keep(context: Context, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await wait(pauseMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      for (const recoveryId of await listReadyRecoveries(context.database)) {
        const full = await getRecovery(context.database, { recoveryId });
        // One that cannot be submitted holds up nobody else's.
        if (full) await submitRecovery(context, full).catch((error: unknown) => warn(context, error));
      }
    } catch (error) {
      warn(context, error);
    }
  }
}

function warn({ logger }: Context, error: unknown): void {
  logger.warn({ err: error }, "recoveries paused");
}
