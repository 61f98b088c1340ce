"use client";

import type { StoredAccount } from "@tandem/client";
import { useQuery } from "@tanstack/react-query";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 15_000;

/** Changes of the account that have not taken effect yet, oldest first. */
export function useWaits({ accountId }: StoredAccount) {
  return useQuery({
    queryKey: queryKeys.waits(accountId),
    queryFn: async () => (await walletClient()).getWaits({ accountId }),
    refetchInterval: refreshMilliseconds,
  });
}
