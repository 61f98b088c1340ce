import { cn } from "@/lib/cn";

/** A small picture of an address: the two rings in its own two colours. Decorative; never the only way to tell. */
export function AccountMark({ address, className }: { readonly address: string; readonly className?: string }) {
  const first = Number.parseInt(address.slice(2, 6), 16) % 360;
  const second = (first + 70 + (Number.parseInt(address.slice(6, 8), 16) % 150)) % 360;
  return (
    <svg viewBox="0 0 40 40" aria-hidden="true" className={cn("size-9 shrink-0 rounded-full", className)}>
      <rect width="40" height="40" fill={`oklch(0.93 0.045 ${first})`} />
      <circle cx="15.5" cy="20" r="8" fill="none" stroke={`oklch(0.52 0.13 ${first})`} strokeWidth="3.6" />
      <circle cx="24.5" cy="20" r="8" fill="none" stroke={`oklch(0.62 0.14 ${second})`} strokeWidth="3.6" />
    </svg>
  );
}
