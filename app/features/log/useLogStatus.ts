"use client";

import { useQuery } from "@tanstack/react-query";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 10_000;

/** What this device has written down about the server's record, alarms first of all. Asks nobody. */
export function useLogStatus() {
  return useQuery({
    queryKey: queryKeys.log,
    queryFn: async () => (await walletClient()).getLogStatus(),
    refetchInterval: refreshMilliseconds,
  });
}
