"use client";

import type { Address } from "viem";
import { cn } from "@/lib/cn";
import { useChecksum } from "@/lib/useChecksum";

/**
 * An address in full, in EIP-55 form, in groups of four that are easy to compare. Selecting and copying gives the plain
 * address: the gaps are drawn, not written.
 */
export function FullAddress({ address, className }: { readonly address: Address; readonly className?: string }) {
  const shown = useChecksum()(address);
  const groups = shown.slice(2).match(/.{1,4}/g) ?? [];
  return (
    <span
      translate="no"
      dir="ltr"
      className={cn("inline-flex flex-wrap font-mono text-[0.9375rem] leading-7", className)}
      data-testid="full-address"
    >
      <span className="text-muted">0x</span>
      {groups.map((group, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the groups of an address never move
          key={index}
          className={cn("me-[0.45em]", index === 0 || index === groups.length - 1 ? "font-semibold" : "text-muted")}
        >
          {group}
        </span>
      ))}
    </span>
  );
}
