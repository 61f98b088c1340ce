"use client";

import type { StoredAccount, TandemClient } from "@tandem/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "@/components/ui/Toaster";
import { queryKeys } from "@/lib/queryKeys";
import { walletClient } from "@/lib/walletClient";

export type UseActionParameters<input> = {
  readonly account: StoredAccount;
  readonly run: (client: TandemClient, input: input) => Promise<unknown>;
  /** Said briefly when it is done. */
  readonly done?: string;
  readonly onDone?: () => void;
};

/** One change of the account at the service; what is shown of it is read again. */
export function useAction<input = void>({ account, run, done, onDone }: UseActionParameters<input>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (input: input) => run(await walletClient(), input),
    onSuccess: () => {
      if (done) toast(done);
      onDone?.();
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.account(account.accountId) }),
        queryClient.invalidateQueries({ queryKey: queryKeys.waits(account.accountId) }),
        queryClient.invalidateQueries({ queryKey: queryKeys.accounts }),
      ]),
  });
}
