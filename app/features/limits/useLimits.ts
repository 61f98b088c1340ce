"use client";

import type { StoredAccount } from "@tandem/client";
import { type Asset, useChain } from "@/features/assets";
import { useServiceAccount } from "@/features/limits/useServiceAccount";

export type AssetLimit = {
  readonly asset: Asset;
  readonly limit: bigint;
  /** Counted in the last 24 hours. */
  readonly spent: bigint;
  /** Milliseconds since 1970: when the oldest counted amount stops counting. */
  readonly resetsAt: number | undefined;
};

/** The account's rolling daily limits and how much of each is used. */
export function useLimits(account: StoredAccount) {
  const { assets } = useChain();
  const { data, error, refetch } = useServiceAccount(account);
  const limits = data?.policy.limits.flatMap((limit): AssetLimit[] => {
    const asset = assets.find(({ id }) => id === limit.asset);
    const used = data.spent.find((entry) => entry.asset === limit.asset);
    return asset
      ? [{ asset, limit: BigInt(limit.amount), spent: BigInt(used?.spent ?? "0"), resetsAt: used?.resetsAt }]
      : [];
  });
  return { limits, error, retry: () => void refetch() };
}
