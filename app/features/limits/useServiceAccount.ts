"use client";

import type { StoredAccount } from "@tandem/client";
import { useQuery } from "@tanstack/react-query";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

/** The account as the service keeps it: devices, limits, what is spent. */
export function useServiceAccount({ accountId }: StoredAccount, { pollMs }: { readonly pollMs?: number } = {}) {
  return useQuery({
    queryKey: queryKeys.account(accountId),
    queryFn: async () => (await walletClient()).getAccount({ accountId }),
    ...(pollMs !== undefined && { refetchInterval: pollMs }),
  });
}
