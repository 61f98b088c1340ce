import type { Address } from "viem";
import type { Context } from "../context.ts";
import { dropUnsettledEvents, findAccountsByAddress, recordAccountEvent } from "../store/index.ts";
import type { Chain } from "./connectChains.ts";
import type { AccountEvent } from "./readAccountEvents.ts";

export type EventListener = (chain: Chain, events: readonly AccountEvent[]) => Promise<void>;

/** What other parts of the service do with what settled. Called again for the same after a crash. */
export type SettlementListeners = {
  readonly onEvents: EventListener;
  /** Senders of operations, accounts of others among them. */
  readonly onUsed: (chain: Chain, addresses: readonly Address[]) => Promise<void>;
};

/** Tells owners what the chain's head says: at once, and marked as not settled. */
export async function applySeenEvents(
  context: Pick<Context, "database" | "metrics">,
  chain: Chain,
  events: readonly AccountEvent[],
): Promise<void> {
  await record(context, chain, events, false);
}

/** Writes what settled, in the order of the chain, and what was seen before and is gone. Can be repeated. */
export async function applySettledEvents(
  context: Pick<Context, "database" | "metrics">,
  chain: Chain,
  { events, to }: { readonly events: readonly AccountEvent[]; readonly to: bigint },
): Promise<void> {
  await record(context, chain, events, true);
  await dropUnsettledEvents(context.database, chain.chainKey, to);
}

async function record(
  { database, metrics }: Pick<Context, "database" | "metrics">,
  { chainKey }: Chain,
  events: readonly AccountEvent[],
  isSettled: boolean,
): Promise<void> {
  if (events.length === 0) return;
  const accounts = await findAccountsByAddress(database, [...new Set(events.map(({ address }) => address))]);
  for (const event of events) {
    const accountId = accounts.get(event.address);
    if (!accountId) continue;
    await recordAccountEvent(database, { ...event, accountId, chainKey, isSettled });
    metrics.accountEvents.inc({ kind: event.kind, stage: isSettled ? "settled" : "seen" });
  }
}
