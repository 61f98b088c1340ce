"use client";

import type { StoredAccount } from "@tandem/client";
import type { SyncedData } from "@tandem/protocol";
import { useQuery } from "@tanstack/react-query";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

/** What the account's devices share, as this device has it; undefined while it is read. */
export function useSynced({ accountId }: StoredAccount): SyncedData | undefined {
  const { data } = useQuery({
    queryKey: queryKeys.synced(accountId),
    queryFn: async () => (await walletClient()).sync.getSynced({ accountId }),
  });
  return data;
}
