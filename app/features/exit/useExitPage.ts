"use client";

import { useEffect } from "react";

/**
 * Has the browser keep the page that works without the server, and keeps it current. A browser without service workers
 * goes on without it: the page is in the backup kit too.
 */
export function useExitPage(): void {
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    navigator.serviceWorker
      .register("/sw.js")
      .then((registration) => registration.active?.postMessage("keep"))
      .catch(() => undefined);
  }, []);
}
