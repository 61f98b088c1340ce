"use client";

import { Check } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";

type Toast = { readonly id: number; readonly text: string };

const shownMilliseconds = 2600;
let current: Toast | undefined;
let nextId = 1;
const listeners = new Set<() => void>();

/** Says briefly that something small was done ("Address copied"). Errors stay in place and are not toasts. */
export function toast(text: string): void {
  current = { id: nextId++, text };
  for (const listener of listeners) listener();
}

/** Mounted once, in the root layout. */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => current,
    () => undefined,
  );
  const [expiredId, setExpiredId] = useState(0);

  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => setExpiredId(shown.id), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [shown]);

  const visible = shown && shown.id !== expiredId ? shown : undefined;
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 top-[max(1rem,env(safe-area-inset-top))] z-50 flex justify-center px-4 lg:top-auto lg:bottom-8"
    >
      {visible ? (
        <p
          key={visible.id}
          className="flex animate-rise items-center gap-2 rounded-full bg-ink px-4 py-2.5 font-medium text-page text-sm shadow-lg"
        >
          <Check aria-hidden="true" className="size-4" />
          {visible.text}
        </p>
      ) : null}
    </div>
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
