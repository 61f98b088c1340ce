"use client";

import type { StoredAccount } from "@tandem/client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

/** The account as the service keeps it: devices, limits, what is spent. */
export function useServiceAccount(account: StoredAccount, { pollMs }: { readonly pollMs?: number } = {}) {
  return useQuery({ ...serviceAccountQuery(account), ...(pollMs !== undefined && { refetchInterval: pollMs }) });
}

/** The same for who asks once. */
export function serviceAccountQuery({ accountId }: StoredAccount) {
  return queryOptions({
    queryKey: queryKeys.account(accountId),
    queryFn: async () => (await walletClient()).getAccount({ accountId }),
  });
}
