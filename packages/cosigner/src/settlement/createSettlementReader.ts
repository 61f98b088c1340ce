import type { Context } from "../context.ts";
import { getSettledBlock, setSettledBlock } from "../store/index.ts";
import { applyRange } from "./applyRange.ts";
import type { Chain } from "./connectChains.ts";
import { readRange } from "./readRange.ts";
import { voidUsedNonces } from "./voidUsedNonces.ts";

export type SettlementReader = { start(): void; stop(): Promise<void> };

type ReaderContext = Pick<Context, "chains" | "database" | "logger" | "metrics">;

const blocksAStep = 200n;

/**
 * Follows every chain at its settlement depth and writes what it decided: operations settled, failed or expired with
 * their refunds, and movements of money. Each server runs one; they may overlap, and the first one counts.
 */
export function createSettlementReader(context: ReaderContext): SettlementReader {
  const stopping = new AbortController();
  let loops: Promise<void>[] = [];
  return {
    start() {
      loops = context.chains.all.map((chain) => follow(context, chain, stopping.signal));
    },
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function follow(context: ReaderContext, chain: Chain, signal: AbortSignal): Promise<void> {
  let lastHead = -1n;
  while (!signal.aborted) {
    try {
      const { number } = chain.head();
      // Between blocks there is nothing new, and nothing to ask the database for.
      if (number !== lastHead && (await step(context, chain, number))) lastHead = number;
    } catch (error) {
      context.logger.warn({ err: error, chainId: chain.chainId }, "settlement paused");
    }
    await pause(chain.pollIntervalMs, signal);
  }
}

/** Works through the next blocks. @returns whether the chain's settled end was reached */
async function step({ database, metrics }: ReaderContext, chain: Chain, head: bigint): Promise<boolean> {
  const end = head - BigInt(chain.settlementDepth);
  const from = BigInt(await getSettledBlock(database, chain.chainKey)) + 1n;
  if (from > end) return true;
  const to = from + blocksAStep <= end ? from + blocksAStep - 1n : end;
  const range = await readRange(chain, from, to);
  await applyRange(database, chain, range);
  if (to === end) await voidUsedNonces(database, chain, { blockNumber: to, timeSeconds: range.timeSeconds });
  await setSettledBlock(database, chain.chainKey, Number(to), range.timeSeconds);
  metrics.settlementBlock.set({ chain: String(chain.chainId) }, Number(to));
  return to === end;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done, { once: true });
  });
}
