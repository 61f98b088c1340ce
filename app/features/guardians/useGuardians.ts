"use client";

import type { StoredAccount } from "@tandem/client";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useChain } from "@/features/assets";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 5_000;

/** What the chain says of an account's guardians. */
export function guardianStateQuery(accountId: StoredAccount["accountId"], chainId: number | undefined) {
  return queryOptions({
    queryKey: [...queryKeys.guardians(accountId), chainId],
    queryFn: async () => (await walletClient()).guardians.getState({ accountId, chainId: chainId ?? 0 }),
    enabled: chainId !== undefined,
  });
}

export function guardianInvitesQuery(accountId: StoredAccount["accountId"]) {
  return queryOptions({
    queryKey: [...queryKeys.guardians(accountId), "invites"],
    queryFn: async () => (await walletClient()).guardians.listInvites({ accountId }),
  });
}

/** Guardians and invites of the open account, and a way to read them again after a change. */
export function useGuardians({ accountId }: StoredAccount) {
  const { chain, error, retry } = useChain();
  const cache = useQueryClient();
  const chainId = chain?.chainId;
  const state = useQuery({
    ...guardianStateQuery(accountId, chainId),
    refetchInterval: refreshMilliseconds,
  });
  const invites = useQuery({
    ...guardianInvitesQuery(accountId),
    refetchInterval: refreshMilliseconds,
  });
  const reload = () => {
    if (chain) void state.refetch();
    else retry();
  };
  const refresh = () => cache.invalidateQueries({ queryKey: queryKeys.guardians(accountId) });
  return { state, invites, chain, error: state.error ?? (chain ? null : error), retry: reload, refresh };
}
