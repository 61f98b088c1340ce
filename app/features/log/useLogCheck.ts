"use client";

import { type QueryClient, type UseQueryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

const everyMilliseconds = 10 * 60_000;
/** The screen comes first. */
const settleMilliseconds = 2_000;

/** Verifies the server's record now, and now and then. Gives the time; what was found is in `useLogStatus`. */
export function useLogCheck(options: Pick<UseQueryOptions, "enabled" | "refetchOnMount">) {
  const queries = useQueryClient();
  return useQuery({
    queryKey: queryKeys.logCheck,
    queryFn: () => check(queries),
    retry: false,
    staleTime: everyMilliseconds,
    refetchInterval: everyMilliseconds,
    ...options,
  });
}

/** While a wallet is open its server's record is watched, whatever the screen. */
export function useLogWatch(): void {
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), settleMilliseconds);
    return () => clearTimeout(timer);
  }, []);
  useLogCheck({ enabled: isSettled });
}

async function check(queries: QueryClient): Promise<number> {
  const client = await walletClient();
  try {
    await client.checkLog();
  } catch (error) {
    // An alarm is written down, and told by the status.
    if (!(error instanceof Error && error.name === "LogAlarmError")) throw error;
  } finally {
    void queries.invalidateQueries({ queryKey: queryKeys.log });
    void queries.invalidateQueries({ queryKey: ["decisions"] });
  }
  return Date.now();
}
