import { cn } from "@/lib/cn";

/** Holds the place of something that is loading. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden="true" className={cn("block animate-breathe rounded-lg bg-sunken", className)} />;
}
