"use client";

import type { Address } from "viem";
import { Skeleton } from "@/components/ui/Skeleton";
import { useBalances, useChain } from "@/features/assets";
import { cn } from "@/lib/cn";
import { formatAmount } from "@/lib/format";

/** The headline: the network's own coin. There is no price here, so nothing is added up that cannot be. */
export function Balance({ owner }: { readonly owner: Address }) {
  const { assets, chain, error } = useChain();
  const balances = useBalances(owner);
  const native = assets[0];
  const amount = native && balances.data?.[native.id];

  if (native && amount !== undefined) {
    const [whole = "0", fraction] = formatAmount({ amount, decimals: native.decimals, digits: 5 }).split(".");
    const length = whole.length + (fraction?.length ?? 0);
    return (
      <div>
        <p
          className={cn(
            "figures font-semibold leading-none tracking-[-0.035em]",
            length > 14 ? "text-2xl" : length > 9 ? "text-4xl" : "text-[3.25rem]",
          )}
          data-testid="home-balance"
        >
          {whole}
          {fraction ? <span className="text-muted">.{fraction}</span> : null}{" "}
          <span className="text-2xl text-muted tracking-tight">{native.symbol}</span>
        </p>
        <p className="mt-3 text-muted text-sm">On {chain?.name}</p>
      </div>
    );
  }
  if (balances.isError || (error && !chain))
    return (
      <div role="status">
        <p className="font-semibold text-2xl tracking-tight">Balance not available</p>
        <p className="mt-2 text-muted text-sm">
          The network cannot be reached. Your money is where it was; we keep asking.
        </p>
      </div>
    );
  return (
    <div role="status">
      <span className="sr-only">Loading your balance</span>
      <Skeleton className="h-13 w-48" />
      <Skeleton className="mt-3 h-5 w-24" />
    </div>
  );
}
