import { cn } from "@/lib/cn";

/** Two rings, each through the other: neither opens alone. */
export function Logomark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 48 32" fill="none" aria-hidden="true" className={cn("h-6 w-9", className)}>
      <circle cx="17" cy="16" r="12" stroke="currentColor" strokeWidth="4.5" />
      <circle cx="31" cy="16" r="12" className="stroke-accent" strokeWidth="4.5" />
      {/* The first ring once more where it passes over the second. */}
      <path d="M24 6.25A12 12 0 0 1 28.66 18.9" stroke="var(--page)" strokeWidth="8" />
      <path d="M23 5.6A12 12 0 0 1 28.2 20.3" stroke="currentColor" strokeWidth="4.5" />
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
