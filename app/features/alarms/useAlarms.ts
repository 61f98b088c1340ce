"use client";

import type { StoredAccount } from "@tandem/client";
import { useQuery } from "@tanstack/react-query";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 15_000;

/** What the owner was told, newest first. */
export function useAlarms({ accountId }: StoredAccount) {
  return useQuery({
    queryKey: queryKeys.alarms(accountId),
    queryFn: async () => (await walletClient()).alarms.getAlarms({ accountId }),
    refetchInterval: refreshMilliseconds,
  });
}

export function useChannels({ accountId }: StoredAccount) {
  return useQuery({
    queryKey: queryKeys.channels(accountId),
    queryFn: async () => (await walletClient()).alarms.getChannels({ accountId }),
  });
}
