"use client";

import { useSyncExternalStore } from "react";

const tickMilliseconds = 1_000;

/** The time, once a second. 0 on the server, whose clock is not the person's. */
export function useNow(): number {
  return useNowWhile(true);
}

/** The time; it moves on by itself only while `isTicking`. */
export function useNowWhile(isTicking: boolean): number {
  return useSyncExternalStore(
    isTicking ? subscribe : subscribeToNothing,
    () => Math.floor(Date.now() / tickMilliseconds) * tickMilliseconds,
    () => 0,
  );
}

function subscribeToNothing(): () => void {
  return () => undefined;
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, tickMilliseconds);
  return () => clearInterval(timer);
}
