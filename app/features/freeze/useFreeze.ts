"use client";

import type { StoredAccount } from "@tandem/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isCancelled } from "@/features/errors";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 15_000;

/** Whether the account is frozen, and changing that with the passkey. */
export function useFreeze({ accountId }: StoredAccount) {
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { data, error, refetch } = useQuery({
    queryKey: queryKeys.freeze(accountId),
    queryFn: async () => (await walletClient()).getFreeze({ accountId }),
    refetchInterval: refreshMilliseconds,
  });

  /** @returns whether it was done */
  const change = async (action: "freeze" | "unfreeze"): Promise<boolean> => {
    setBusy(true);
    setFailure(undefined);
    try {
      const client = await walletClient();
      queryClient.setQueryData(queryKeys.freeze(accountId), await client[action]({ accountId }));
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.account(accountId) }),
        queryClient.invalidateQueries({ queryKey: queryKeys.waits(accountId) }),
      ]);
      return true;
    } catch (reason) {
      if (!isCancelled(reason)) setFailure(reason);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { state: data, error, retry: () => void refetch(), busy, failure, change };
}
