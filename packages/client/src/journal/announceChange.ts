import type { ClientContext } from "../context.ts";
import type { JournalOperation } from "../types.ts";

export type JournalChange = Pick<JournalOperation, "accountId" | "id">;

const channelName = "tandem-operations";

/** Tells watchers of this page and of other tabs that a row has changed. Only ids travel. */
export function announceChange({ memory }: ClientContext, { id, accountId }: JournalChange): void {
  const change = { id, accountId };
  for (const listener of memory.listeners) listener(change);
  if (!hasOtherTabs()) return;
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(change);
  channel.close();
}

/** Calls `listener` at every change of the journal until the returned function is called. */
export function watchOperations({ memory }: ClientContext, listener: (change: JournalChange) => void): () => void {
  memory.listeners.add(listener);
  const channel = hasOtherTabs() ? new BroadcastChannel(channelName) : undefined;
  channel?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (isChange(data)) listener(data);
  });
  return () => {
    memory.listeners.delete(listener);
    channel?.close();
  };
}

function isChange(data: unknown): data is JournalChange {
  return typeof data === "object" && data !== null && "id" in data && "accountId" in data;
}

/** Node has BroadcastChannel as well, where it would join clients that play different browsers. */
function hasOtherTabs(): boolean {
  return typeof window !== "undefined" && typeof BroadcastChannel !== "undefined";
}
