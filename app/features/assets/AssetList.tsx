"use client";

import type { Address } from "viem";
import { Skeleton } from "@/components/ui/Skeleton";
import { AssetIcon } from "@/features/assets/AssetIcon";
import { assetAmount } from "@/features/assets/assets";
import { useBalances } from "@/features/assets/useBalances";
import { useChain } from "@/features/assets/useChain";

/** What the account holds. */
export function AssetList({ owner }: { readonly owner: Address }) {
  const { assets, chain, error } = useChain();
  const balances = useBalances(owner);
  if (!chain && error)
    return <p className="py-3 text-muted text-sm">They appear here when the server answers again.</p>;
  if (!chain || (!balances.data && !balances.error)) return <AssetListSkeleton />;
  return (
    <ul className="flex flex-col">
      {assets.map((asset) => {
        const amount = balances.data?.[asset.id];
        return (
          <li key={asset.id} className="flex items-center gap-3.5 py-3" data-testid={`asset-${asset.symbol}`}>
            <AssetIcon asset={asset} />
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium">
                <bdi>{asset.name}</bdi>
              </p>
              <p className="truncate text-muted text-sm">
                <bdi>{asset.symbol}</bdi>
              </p>
            </div>
            <p className="figures text-end font-medium">
              {amount === undefined ? (
                <span className="text-muted">Not available</span>
              ) : (
                assetAmount({ asset, amount })
              )}
            </p>
          </li>
        );
      })}
    </ul>
  );
}

function AssetListSkeleton() {
  return (
    <div role="status" aria-label="Loading balances" className="flex flex-col">
      {["first", "second", "third"].map((row) => (
        <div key={row} className="flex items-center gap-3.5 py-3">
          <Skeleton className="size-10 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className="h-4 w-24" />
            <Skeleton className="h-3 w-12" />
          </div>
          <Skeleton className="h-4 w-20" />
        </div>
      ))}
    </div>
  );
}
