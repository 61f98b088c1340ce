import type { Context } from "../context.ts";
import { dropUnsettledEvents, findAccountsByAddress, recordAccountEvent } from "../store/index.ts";
import type { Chain } from "./connectChains.ts";
import type { AccountEvent } from "./readAccountEvents.ts";

/** What other parts of the service do with settled events. Called again for the same events after a crash. */
export type EventListener = (chain: Chain, events: readonly AccountEvent[]) => Promise<void>;

/** Tells owners what the chain's head says: at once, and marked as not settled. */
export async function applySeenEvents(
  { database }: Pick<Context, "database">,
  chain: Chain,
  events: readonly AccountEvent[],
): Promise<void> {
  await record({ database }, chain, events, false);
}

/** Writes what settled, in the order of the chain, and what was seen before and is gone. Can be repeated. */
export async function applySettledEvents(
  { database }: Pick<Context, "database">,
  chain: Chain,
  { events, to }: { readonly events: readonly AccountEvent[]; readonly to: bigint },
): Promise<void> {
  await record({ database }, chain, events, true);
  await dropUnsettledEvents(database, chain.chainKey, to);
}

async function record(
  { database }: Pick<Context, "database">,
  { chainKey }: Chain,
  events: readonly AccountEvent[],
  isSettled: boolean,
): Promise<void> {
  if (events.length === 0) return;
  const accounts = await findAccountsByAddress(database, [...new Set(events.map(({ address }) => address))]);
  for (const event of events) {
    const accountId = accounts.get(event.address);
    if (accountId) await recordAccountEvent(database, { ...event, accountId, chainKey, isSettled });
  }
}
