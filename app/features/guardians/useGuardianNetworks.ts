"use client";

import type { StoredAccount } from "@tandem/client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 10_000;

/** How each network stands beside the guardians as they are meant; nobody is asked where there is one network only. */
export function guardianNetworksQuery({ accountId }: Pick<StoredAccount, "accountId">) {
  return queryOptions({
    queryKey: [...queryKeys.guardians(accountId), "networks"],
    queryFn: async () => {
      const client = await walletClient();
      const { chains } = await client.getConfig();
      return chains.length > 1 ? client.guardians.listNetworks({ accountId }) : [];
    },
  });
}

export function useGuardianNetworks(account: StoredAccount) {
  return useQuery({ ...guardianNetworksQuery(account), refetchInterval: refreshMilliseconds });
}
