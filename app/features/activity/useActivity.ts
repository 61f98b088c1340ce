"use client";

import type { StoredAccount } from "@tandem/client";
import type { Activity } from "@tandem/protocol";
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Entry, toEntries } from "@/features/activity/entries";
import { useChain } from "@/features/assets";
import { isRunning, useOperations } from "@/features/operations";
import { queryKeys } from "@/lib/queryKeys";
import { useNowWhile } from "@/lib/useNow";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 4_000;

/** Everything that happened in an account. Without the service: what this device did itself, and the error. */
export function useActivity(account: StoredAccount) {
  const { accountId } = account;
  const { assets, chain, error: chainError } = useChain();
  const operations = useOperations(accountId);
  // Only what waits for the person or the server changes by time alone.
  const isTicking = operations.data?.some(({ state }) => state === "confirming" || state === "co-signing") === true;
  const nowMilliseconds = useNowWhile(isTicking);
  const pages = useInfiniteQuery({
    queryKey: queryKeys.activity(accountId),
    queryFn: async ({ pageParam }) =>
      (await walletClient()).getActivity({ accountId, ...(pageParam !== undefined && { cursor: pageParam }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: ({ state }) => (hasOlder(state.data) ? false : refreshMilliseconds),
  });
  useFreshHead(accountId, hasOlder(pages.data));
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

type Pages = InfiniteData<Activity, string | undefined>;

function hasOlder(data: { readonly pages: readonly unknown[] } | undefined): boolean {
  return data !== undefined && data.pages.length > 1;
}

/** Beside older pages only the first is asked for again; the others follow when it has moved on. */
function useFreshHead(accountId: StoredAccount["accountId"], enabled: boolean): void {
  const queryClient = useQueryClient();
  const key = queryKeys.activity(accountId);
  useQuery({
    queryKey: [...key, "head"],
    enabled,
    refetchInterval: refreshMilliseconds,
    queryFn: async () => {
      const head = await (await walletClient()).getActivity({ accountId });
      const known = queryClient.getQueryData<Pages>(key);
      if (known && known.pages[0]?.cursor === head.cursor)
        queryClient.setQueryData<Pages>(key, { ...known, pages: [head, ...known.pages.slice(1)] });
      else await queryClient.invalidateQueries({ queryKey: key, exact: true });
      return head;
    },
  });
}
