import { createBrowserPasskeys, createIndexedDbStorage, createTandemClient, type TandemClient } from "@tandem/client";

/** Everything is relative to the page's own origin; the chains and their addresses come from `/v1/config`. */
export function createWalletClient(): TandemClient {
  return createTandemClient({
    baseUrl: window.location.origin,
    storage: createIndexedDbStorage(),
    passkeys: createBrowserPasskeys(),
  });
}
