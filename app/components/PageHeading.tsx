"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { cn } from "@/lib/cn";

let firstScreenShown = false;

export type PageHeadingProps = { readonly children: ReactNode; readonly className?: string };

/**
 * The screen's one `h1`. It takes focus when a screen replaces another, so that a screen reader reads where it is and
 * Tab starts at the top; not on the first screen, and not where a field of the new screen has taken focus already.
 */
export function PageHeading({ children, className }: PageHeadingProps) {
  const reference = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const active = document.activeElement;
    const taken = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement;
    if (firstScreenShown && !taken) reference.current?.focus({ preventScroll: true });
    firstScreenShown = true;
  }, []);
  return (
    <h1 ref={reference} tabIndex={-1} className={cn("font-semibold tracking-tight", className ?? "text-2xl")}>
      {children}
    </h1>
  );
}
