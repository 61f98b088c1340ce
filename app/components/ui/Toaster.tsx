"use client";

import { Check, Info } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";

type Toast = { readonly id: number; readonly text: string; readonly tone: "done" | "info" };

const shownMilliseconds = 2600;
let current: Toast | undefined;
let nextId = 1;
const listeners = new Set<() => void>();

/** Says briefly that something small was done ("Address copied"). Errors stay in place and are not toasts. */
export function toast(text: string, tone: Toast["tone"] = "done"): void {
  current = { id: nextId++, text, tone };
  for (const listener of listeners) listener();
}

/** Mounted once, in the root layout. */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => current,
    () => undefined,
  );
  const reference = useRef<HTMLDivElement>(null);
  const [expiredId, setExpiredId] = useState(0);

  useEffect(() => {
    if (!shown) return;
    // On top of a dialog that has opened since the last one.
    reference.current?.hidePopover();
    reference.current?.showPopover();
    const timer = setTimeout(() => {
      setExpiredId(shown.id);
      reference.current?.hidePopover();
    }, shownMilliseconds);
    return () => clearTimeout(timer);
  }, [shown]);

  const visible = shown && shown.id !== expiredId ? shown : undefined;
  const Icon = visible?.tone === "info" ? Info : Check;
  return (
    <div
      ref={reference}
      popover="manual"
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 h-fit w-auto overflow-visible bg-transparent top-[max(1rem,env(safe-area-inset-top))] flex justify-center px-4 lg:top-auto lg:bottom-8"
    >
      {visible ? (
        <p
          key={visible.id}
          className="flex animate-rise items-center gap-2 rounded-full bg-ink px-4 py-2.5 font-medium text-page text-sm shadow-lg"
        >
          <Icon aria-hidden="true" className="size-4 shrink-0" />
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
