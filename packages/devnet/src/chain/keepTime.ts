import { type ChainFiles, saveState } from "./chainFiles.ts";
import type { ChainClient } from "./createChainClient.ts";

const lookMs = 500;
const busyPaceMs = 2_000;
const idlePaceMs = 30_000;
/** How long after the last use the chain counts as idle. */
const idleAfterMs = 60_000;

export type TimeKeeper = { touch(): void; stop(): Promise<void> };

/**
 * Mines an empty block when none came for two seconds, so that the chain's time runs and transactions get buried; and
 * keeps a whole copy of the chain's state. Anvil's own interval does the same but never rests: it writes all blocks to
 * disk every second, and a stack left running would write ever more. An idle chain gets a block every 30 seconds.
 */
export function keepTime({ client, files }: { readonly client: ChainClient; readonly files: ChainFiles }): TimeKeeper {
  let height = -1n;
  let changedAt = Date.now();
  let usedAt = Date.now();
  let isSaved = false;
  let looking = Promise.resolve();

  async function look(): Promise<void> {
    const now = Date.now();
    const current = await client.getBlockNumber();
    if (current !== height) {
      height = current;
      changedAt = now;
      usedAt = now;
      isSaved = false;
    }
    const pace = now - usedAt < idleAfterMs ? busyPaceMs : idlePaceMs;
    if (now - changedAt >= pace) {
      await client.mine({ blocks: 1 });
      height = await client.getBlockNumber();
      changedAt = now;
      isSaved = false;
    }
    if (!isSaved && now - changedAt > 1_000) isSaved = saveState(files);
  }

  const timer = setInterval(() => {
    // While the chain is stopped there is nothing to look at.
    looking = looking.then(look).catch(() => {});
  }, lookMs);

  return {
    touch() {
      usedAt = Date.now();
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
