import type { ClientContext } from "./context.ts";

/** Result of `tryLock` when somebody else, in this tab or another, holds the lock. */
export const lockBusy = Symbol("lock busy");

/**
 * Runs `action` while holding a lock of this origin, or returns `lockBusy` at once. Without Web Locks (Node, old
 * browsers) the lock is one of this client only.
 */
export async function tryLock<result>(
  context: ClientContext,
  name: string,
  action: () => Promise<result>,
): Promise<result | typeof lockBusy> {
  const { running } = context.memory;
  if (running.has(name)) return lockBusy;
  const work = hasWebLocks()
    ? navigator.locks.request(`tandem:${name}`, { ifAvailable: true }, async (lock) => (lock ? action() : lockBusy))
    : action();
  running.set(name, work);
  try {
    return await work;
  } finally {
    running.delete(name);
  }
}

/** Runs `action` alone: it waits for whoever holds the lock, in this tab or another. */
export async function waitForLock<result>(
  context: ClientContext,
  name: string,
  action: () => Promise<result>,
): Promise<result> {
  if (hasWebLocks()) return navigator.locks.request(`tandem:${name}`, action);
  const { running } = context.memory;
  const before = running.get(name) ?? Promise.resolve();
  const work = before.then(action, action);
  running.set(name, work);
  try {
    return await work;
  } finally {
    if (running.get(name) === work) running.delete(name);
  }
}

/** Node has `navigator.locks` too, but its locks do not part clients of one process that play different browsers. */
function hasWebLocks(): boolean {
  return typeof window !== "undefined" && navigator.locks !== undefined;
}
