"use client";

import type { GuardianWait, StoredAccount } from "@tandem/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useWaits } from "@/features/changes";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

/** What was announced for the list as it stands now, before this page was opened or on another device. */
export function useAnnounced(account: StoredAccount, chainId: number | undefined): GuardianWait | undefined {
  const { accountId } = account;
  const { data: waits } = useWaits(account);
  const { data } = useQuery({
    queryKey: [...queryKeys.guardians(accountId), "announced", chainId, waits],
    queryFn: async () =>
      (await (await walletClient()).guardians.findWait({ accountId, chainId: chainId ?? 0, waits: waits ?? [] })) ??
      null,
    enabled: chainId !== undefined && waits !== undefined,
    placeholderData: keepPreviousData,
  });
  return data ?? undefined;
}
