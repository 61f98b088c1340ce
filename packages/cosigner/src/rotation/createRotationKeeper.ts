import type { Context } from "../context.ts";
import { listSpreadingRotations } from "../store/index.ts";
import { spreadRotation } from "./spreadRotation.ts";

export type RotationKeeper = { start(): void; stop(): Promise<void> };

const pauseMs = 1000;

/** Looks after rotations that some chain does not have yet. Each server runs one; they may overlap. */
export function createRotationKeeper(context: Context): RotationKeeper {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;

  function next(): void {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = keep(context).finally(next);
    }, pauseMs);
    timer.unref();
  }

  return {
    start: next,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

async function keep(context: Context): Promise<void> {
  try {
    const rotations = await listSpreadingRotations(context.database);
    for (const accountId of new Set(rotations.map((rotation) => rotation.accountId))) {
      // A chain that does not answer holds up this account, not the next one.
      await spreadRotation(context, accountId).catch((error: unknown) => warn(context, error));
    }
  } catch (error) {
    warn(context, error);
  }
}

function warn({ logger }: Context, error: unknown): void {
  logger.warn({ err: error }, "rotations paused");
}
