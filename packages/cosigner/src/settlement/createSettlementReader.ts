import type { Context } from "../context.ts";
import { getHeadBlock, getSettledBlock, setHeadBlock, setSettledBlock } from "../store/index.ts";
import { applySeenEvents, applySettledEvents, type SettlementListeners } from "./applyAccountEvents.ts";
import { applyRange } from "./applyRange.ts";
import type { Chain } from "./connectChains.ts";
import { readAccountEvents } from "./readAccountEvents.ts";
import { readRange } from "./readRange.ts";
import { voidUsedNonces } from "./voidUsedNonces.ts";

export type SettlementReader = { start(): void; stop(): Promise<void> };

type ReaderContext = Pick<Context, "chains" | "database" | "logger" | "metrics"> & {
  readonly listeners: SettlementListeners;
};

const blocksAStep = 200n;
/** Entry nonces of waiting operations are asked for one by one: once in as many polls. */
const pollsANonceCheck = 10;

/**
 * Follows every chain at its settlement depth and writes what it decided: operations settled, failed or expired with
 * their refunds, movements of money, and events of accounts. The latter are also looked for at the head, so that owners
 * are told at once. Each server runs one; they may overlap, and the first one counts.
 */
export function createSettlementReader(
  service: Omit<ReaderContext, "listeners">,
  listeners: SettlementListeners,
): SettlementReader {
  const { chains, database, logger, metrics } = service;
  const context = { chains, database, logger, metrics, listeners };
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
  const isNonceCheckDue = createInterval(pollsANonceCheck * chain.pollIntervalMs);
  let lastHead = -1n;
  while (!signal.aborted) {
    try {
      const { number } = chain.head();
      // Between blocks there is nothing new, and nothing to ask the database for.
      if (number !== lastHead) {
        await lookAhead(context, chain, number);
        if (await step(context, chain, number, isNonceCheckDue)) lastHead = number;
      }
    } catch (error) {
      context.metrics.chainReadFailures.inc({ chain: String(chain.chainId) });
      context.logger.warn({ err: error, chainId: chain.chainId }, "settlement paused");
    }
    await pause(chain.pollIntervalMs, signal);
  }
}

/** Works through the next blocks. @returns whether the chain's settled end was reached */
async function step(
  context: ReaderContext,
  chain: Chain,
  head: bigint,
  isNonceCheckDue: () => boolean,
): Promise<boolean> {
  const { database, metrics, listeners } = context;
  const end = head - BigInt(chain.settlementDepth);
  const from = BigInt(await getSettledBlock(database, chain.chainKey)) + 1n;
  if (from > end) return true;
  const to = from + blocksAStep <= end ? from + blocksAStep - 1n : end;
  const [range, events] = await Promise.all([readRange(chain, from, to), readAccountEvents(chain, from, to)]);
  await applyRange(database, chain, range);
  await applySettledEvents(context, chain, { events, to });
  await listeners.onEvents(chain, events);
  await listeners.onUsed(chain, [...new Set(range.operations.map(({ sender }) => sender))]);
  if (to === end && isNonceCheckDue()) {
    await voidUsedNonces(database, chain, { blockNumber: to, timeSeconds: range.timeSeconds });
  }
  await setSettledBlock(database, chain.chainKey, Number(to), range.timeSeconds);
  metrics.settlementBlock.set({ chain: String(chain.chainId) }, Number(to));
  return to === end;
}

/** Events above the settled end. Blocks there may still be replaced, which settlement then sees. */
async function lookAhead(context: ReaderContext, chain: Chain, head: bigint): Promise<void> {
  const { database } = context;
  const [settled, seen] = await Promise.all([
    getSettledBlock(database, chain.chainKey),
    getHeadBlock(database, chain.chainKey),
  ]);
  const next = BigInt(Math.max(settled, seen) + 1);
  const from = next > head - blocksAStep ? next : head - blocksAStep + 1n;
  if (from > head || head - BigInt(settled) > blocksAStep) return;
  await applySeenEvents(context, chain, await readAccountEvents(chain, from, head));
  await setHeadBlock(database, chain.chainKey, head);
}

/** True at first, then once in `milliseconds`. */
function createInterval(milliseconds: number): () => boolean {
  let nextMs = 0;
  return () => {
    if (performance.now() < nextMs) return false;
    nextMs = performance.now() + milliseconds;
    return true;
  };
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
