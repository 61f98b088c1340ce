"use client";

import { useSyncExternalStore } from "react";

/** What stands behind the `#` of the page's address: no server sees it. Undefined on the server. */
export function useFragment(): string | undefined {
  return useSyncExternalStore(
    subscribe,
    () => window.location.hash.slice(1),
    () => undefined,
  );
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}
