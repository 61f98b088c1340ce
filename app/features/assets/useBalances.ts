"use client";

import { useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { useChain } from "@/features/assets/useChain";
import { queryKeys } from "@/lib/queryKeys";

const refreshMilliseconds = 5_000;

/** Balances as the chain itself says, refreshed while somebody looks. By asset id, in the smallest unit. */
export function useBalances(owner: Address) {
  const { chain, assets } = useChain();
  return useQuery({
    queryKey: queryKeys.balances(owner, chain?.chainId ?? 0),
    enabled: chain !== undefined,
    queryFn: async () => {
      if (!chain) throw new TypeError("A balance needs its chain");
      const { readBalances } = await import("@/features/assets/readChain");
      return readBalances({ chain, assets, owner });
    },
    refetchInterval: refreshMilliseconds,
  });
}
