import type { ClientContext } from "../src/context.ts";
import { createBrowserPasskeys } from "../src/passkeys/index.ts";
import { createMemoryStorage } from "../src/storage/index.ts";

/** A context on memory storage, for tests of single actions. */
export function createTestContext(changes: Partial<ClientContext> = {}): ClientContext {
  return {
    baseUrl: "http://localhost",
    storage: createMemoryStorage(),
    passkeys: createBrowserPasskeys(),
    fetch,
    now: Date.now,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    memory: {
      config: undefined,
      clockOffsetMs: undefined,
      commitCounter: 0,
      running: new Map(),
      listeners: new Set(),
    },
    ...changes,
  };
}
