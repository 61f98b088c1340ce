"use client";

import type { StoredAccount } from "@tandem/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Entry, toEntries } from "@/features/activity/entries";
import { useChain } from "@/features/assets";
import { isRunning, useOperations } from "@/features/operations";
import { queryKeys } from "@/lib/queryKeys";
import { useNow } from "@/lib/useNow";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 4_000;

/** Everything that happened in an account. Without the service: what this device did itself, and the error. */
export function useActivity(account: StoredAccount) {
  const { accountId } = account;
  const { assets, chain, error: chainError } = useChain();
  const operations = useOperations(accountId);
  const nowMilliseconds = useNow();
  const pages = useInfiniteQuery({
    queryKey: queryKeys.activity(accountId),
    queryFn: async ({ pageParam }) =>
      (await walletClient()).getActivity({ accountId, ...(pageParam !== undefined && { cursor: pageParam }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: refreshMilliseconds,
  });
  const items = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const entries = useMemo<readonly Entry[]>(
    () => toEntries({ operations: operations.data ?? [], items, assets, isRunning, nowMilliseconds }),
    [operations.data, items, assets, nowMilliseconds],
  );
  return {
    entries,
    operations: operations.data ?? [],
    items,
    loading: operations.isPending || (!chain && !chainError) || (pages.isPending && entries.length === 0),
    error: pages.error ?? operations.error,
    retry: () => void Promise.all([pages.refetch(), operations.refetch()]),
    more: pages.hasNextPage ? () => void pages.fetchNextPage() : undefined,
    loadingMore: pages.isFetchingNextPage,
  };
}
