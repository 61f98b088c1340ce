"use client";

import type { StoredAccount } from "@tandem/client";
import type { SyncedData } from "@tandem/protocol";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

/** Changes what the account's devices share; the others have it at once, or when the service answers again. */
export function useUpdateSynced({ accountId }: StoredAccount) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (change: (data: SyncedData) => SyncedData) =>
      (await walletClient()).sync.updateSynced({ accountId, change }),
    onSuccess: () => cache.invalidateQueries({ queryKey: queryKeys.synced(accountId) }),
  });
}
