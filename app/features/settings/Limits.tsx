"use client";

import type { StoredAccount } from "@tandem/client";
import { Skeleton } from "@/components/ui/Skeleton";
import { assetAmount } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { useLimits } from "@/features/limits";
import { Card } from "@/features/settings/Section";

export function Limits({ account }: { readonly account: StoredAccount }) {
  const { limits, error, retry } = useLimits(account);
  if (error && !limits) return <ErrorNotice error={error} onRetry={retry} />;
  if (!limits) return <Skeleton className="h-36 w-full rounded-2xl" />;
  if (limits.length === 0)
    return (
      <Card>
        <p className="py-3.5 text-muted text-sm">No daily limit is set: each payment is confirmed.</p>
      </Card>
    );
  return (
    <Card>
      <ul className="divide-y divide-line">
        {limits.map(({ asset, limit, spent }) => (
          <li key={asset.id} className="flex flex-col gap-2 py-3.5" data-testid={`limit-${asset.symbol}`}>
            <div className="flex items-baseline justify-between gap-4 text-sm">
              <bdi className="font-medium">{asset.name}</bdi>
              <span className="figures text-muted">
                {assetAmount({ asset, amount: spent })} of {assetAmount({ asset, amount: limit })}
              </span>
            </div>
            <Meter used={spent} of={limit} label={`${asset.name}: used of the daily limit`} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

const scale = 1000n;

function Meter({ used, of, label }: { readonly used: bigint; readonly of: bigint; readonly label: string }) {
  const part = of === 0n ? scale : (used * scale) / of;
  const filled = Number(part > scale ? scale : part) / 10;
  return (
    <>
      <meter min={0} max={100} value={Math.round(filled)} aria-label={label} className="sr-only" />
      <svg
        aria-hidden="true"
        viewBox="0 0 100 3"
        preserveAspectRatio="none"
        className="h-1.5 w-full overflow-hidden rounded-full bg-sunken"
      >
        <rect width={filled} height="3" className="fill-accent" />
      </svg>
    </>
  );
}
