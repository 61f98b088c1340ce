import type { ClientContext } from "./context.ts";
import { checkVersions } from "./storage/index.ts";
import type { CreateTandemClientParameters } from "./types.ts";

/** What every action of one page works with. */
export function createContext(parameters: CreateTandemClientParameters): ClientContext {
  const { baseUrl, storage, passkeys } = parameters;
  return {
    baseUrl: new URL(baseUrl).origin,
    storage: checkVersions(storage),
    passkeys,
    // Unbound, the browser's fetch refuses to be called as a method.
    fetch: parameters.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    now: parameters.now ?? Date.now,
    randomBytes: parameters.randomBytes ?? ((length) => crypto.getRandomValues(new Uint8Array(length))),
    memory: {
      config: undefined,
      clockOffsetMs: undefined,
      commitCounter: Date.now(),
      running: new Map(),
      listeners: new Set(),
    },
  };
}
