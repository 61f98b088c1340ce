"use client";

import type { StoredAccount } from "@tandem/client";
import { useQuery } from "@tanstack/react-query";
import { useServiceAccount } from "@/features/limits";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

/**
 * After a renewal of the key's parts the kit on paper is older than they are. What brings it along is fetched and kept by
 * this device, so that both sign together also when the service is gone.
 */
export function useKitUpdates(account: StoredAccount): void {
  const { accountId } = account;
  const { data } = useServiceAccount(account);
  const isBehind = Boolean(data?.kit && data.kit.keyEpoch < data.keyEpoch);
  useQuery({
    queryKey: [...queryKeys.kit(accountId), data?.keyEpoch],
    queryFn: async () => (await walletClient()).getKitStatus({ accountId }),
    enabled: isBehind,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
