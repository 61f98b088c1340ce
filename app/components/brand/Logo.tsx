import { cn } from "@/lib/cn";

/** Two rings, each through the other: over at the top, under at the bottom. Neither opens alone. */
export function Logomark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 48 32" fill="none" aria-hidden="true" className={cn("h-6 w-9", className)}>
      <path d="M20.25 27.55A12 12 0 1 1 26.91 22.76" stroke="currentColor" strokeWidth="4.5" />
      <path d="M27.75 4.45A12 12 0 1 1 21.09 9.24" className="stroke-accent" strokeWidth="4.5" />
    </svg>
  );
}

export function Wordmark({ className }: { readonly className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2.5", className)}>
      <Logomark />
      <span className="font-semibold text-lg tracking-tight">Tandem</span>
    </span>
  );
}
