"use client";

import type { JournalOperation } from "@tandem/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

/** This device's journal, newest first. Follows changes made here and in other tabs. */
export function useOperations(accountId: JournalOperation["accountId"]) {
  const queryClient = useQueryClient();

  useEffect(() => {
    let stop: (() => void) | undefined;
    let gone = false;
    walletClient().then((client) => {
      if (gone) return;
      stop = client.watchOperations((change) => {
        if (change.accountId === accountId)
          void queryClient.invalidateQueries({ queryKey: queryKeys.operations(accountId) });
      });
    }, ignoreHere);
    return () => {
      gone = true;
      stop?.();
    };
  }, [accountId, queryClient]);

  return useQuery({
    queryKey: queryKeys.operations(accountId),
    queryFn: async () => {
      const operations = await (await walletClient()).listOperations({ accountId });
      return operations.toSorted((a, b) => b.createdAt - a.createdAt);
    },
  });
}

/** The query beside it meets the same failure and shows it. */
function ignoreHere(): void {}
