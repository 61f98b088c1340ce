"use client";

import type { StoredAccount } from "@tandem/client";
import type { ChainConfig } from "@tandem/protocol";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Button, ButtonLink } from "@/components/ui/Button";
import { ErrorNotice } from "@/features/errors";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

export type AskFurtherProps = { readonly account: StoredAccount; readonly chain: ChainConfig };

/** After a recovery that did not reach a network: the guardians there are asked for the same new key. */
export function AskFurther({ account: { accountId }, chain: { chainId, name } }: AskFurtherProps) {
  const router = useRouter();
  const begun = useQuery({
    queryKey: [...queryKeys.guardians(accountId), "further", chainId],
    queryFn: async () =>
      (await (await walletClient()).recovery.list()).some(
        ({ request, key, ...record }) => !key && record.accountId === accountId && request.chainIds.includes(chainId),
      ),
  });
  const ask = useMutation({
    mutationFn: async () => (await walletClient()).recovery.askFurther({ accountId, chainId }),
    onSuccess: () => router.push("/recover"),
  });
  if (begun.data)
    return (
      <ButtonLink href="/recover" size="small" data-testid="guardian-network-ask">
        Go on with your request
      </ButtonLink>
    );
  return (
    <>
      <Button size="small" busy={ask.isPending} onClick={() => ask.mutate()} data-testid="guardian-network-ask">
        Ask for {name} too
      </Button>
      {ask.isError ? <ErrorNotice error={ask.error} /> : null}
    </>
  );
}
