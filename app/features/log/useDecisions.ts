"use client";

import type { StoredAccount } from "@tandem/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

/** What the server decided about the account, newest first, each with what this device knows of its place. */
export function useDecisions({ accountId }: StoredAccount) {
  return useInfiniteQuery({
    queryKey: queryKeys.decisions(accountId),
    queryFn: async ({ pageParam }) =>
      (await walletClient()).getDecisions({ accountId, ...(pageParam !== undefined && { cursor: pageParam }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
  });
}
