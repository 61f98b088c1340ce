"use client";

import type { ChainConfig } from "@tandem/protocol";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Asset, toAssets } from "@/features/assets/assets";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

const noAssets: readonly Asset[] = [];
const noChains: readonly ChainConfig[] = [];

/** The network this wallet shows: the first the service is configured for. */
export function useChain(): {
  readonly chain: ChainConfig | undefined;
  /** All that the service serves: an account and its key are on each of them. */
  readonly chains: readonly ChainConfig[];
  readonly assets: readonly Asset[];
  readonly error: unknown;
  readonly retry: () => void;
} {
  const query = useQuery({
    queryKey: queryKeys.config,
    queryFn: async () => (await walletClient()).getConfig(),
    staleTime: 60_000,
    refetchInterval: ({ state }) => (state.error ? 5_000 : false),
  });
  const chains = query.data?.chains ?? noChains;
  const [chain] = chains;
  const assets = useMemo(() => (chain ? toAssets(chain) : noAssets), [chain]);
  return { chain, chains, assets, error: query.error, retry: () => void query.refetch() };
}
