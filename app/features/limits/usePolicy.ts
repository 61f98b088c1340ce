"use client";

import type { StoredAccount } from "@tandem/client";
import { useQuery } from "@tanstack/react-query";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 15_000;

/** The policy in force and the one that waits. */
export function usePolicy({ accountId }: StoredAccount) {
  return useQuery({
    queryKey: queryKeys.policy(accountId),
    queryFn: async () => (await walletClient()).getPolicy({ accountId }),
    refetchInterval: refreshMilliseconds,
  });
}
