"use client";

import type { StoredAccount } from "@tandem/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useChain } from "@/features/assets";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 5_000;

/** Guardians and invites of the open account, and a way to read them again after a change. */
export function useGuardians({ accountId }: StoredAccount) {
  const { chain } = useChain();
  const cache = useQueryClient();
  const chainId = chain?.chainId;
  const state = useQuery({
    queryKey: ["guardians", accountId, chainId],
    queryFn: async () => (await walletClient()).guardians.getState({ accountId, chainId: chainId ?? 0 }),
    enabled: chainId !== undefined,
    refetchInterval: refreshMilliseconds,
  });
  const invites = useQuery({
    queryKey: ["guardians", accountId, "invites"],
    queryFn: async () => (await walletClient()).guardians.listInvites({ accountId }),
    refetchInterval: refreshMilliseconds,
  });
  const refresh = () => cache.invalidateQueries({ queryKey: ["guardians", accountId] });
  return { state, invites, chain, refresh };
}
