"use client";

import type { StoredAccount, SyncReport } from "@tandem/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 60_000;

/** Compares with the account's other devices: on opening, on coming back to the page, and every minute. */
export function useSync({ accountId, isSolo }: StoredAccount) {
  const cache = useQueryClient();
  return useQuery<SyncReport>({
    queryKey: queryKeys.sync(accountId),
    queryFn: async () => {
      const report = await (await walletClient()).sync.synchronise({ accountId });
      if (report.isChanged) {
        await cache.invalidateQueries({ queryKey: queryKeys.synced(accountId) });
        await cache.invalidateQueries({ queryKey: queryKeys.guardians(accountId) });
      }
      return report;
    },
    // No service knows it.
    enabled: !isSolo,
    staleTime: 0,
    retry: false,
    refetchOnWindowFocus: "always",
    refetchInterval: refreshMilliseconds,
  });
}
