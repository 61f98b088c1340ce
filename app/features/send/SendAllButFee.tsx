"use client";

import type { StoredAccount } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import type { Address } from "viem";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { leaveFee } from "@/features/send/leaveFee";
import { walletClient } from "@/lib/walletClient";

export type SendAllButFeeProps = {
  readonly account: StoredAccount;
  readonly chainId: number;
  readonly to: Address;
  readonly balance: bigint;
  readonly onAmount: (amount: bigint) => void;
};

/** Where an amount leaves nothing for the network fee: asks what the fee is, and leaves that much. */
export function SendAllButFee({ account: { accountId }, chainId, to, balance, onAmount }: SendAllButFeeProps) {
  const find = useMutation({
    mutationFn: async () => {
      const client = await walletClient();
      const { fee } = await client.prepareOperation({ accountId, chainId, calls: [{ to, value: 1n }] });
      return leaveFee({ balance, feeWei: fee.maxWei }) ?? null;
    },
    onSuccess: (amount) => amount !== null && onAmount(amount),
  });
  if (find.data === null)
    return (
      <Notice announce tone="danger" title="The network fee is more than there is">
        Add ETH to this account first.
      </Notice>
    );
  return (
    <>
      <Button size="large" block busy={find.isPending} onClick={() => find.mutate()} data-testid="send-all-but-fee">
        Send all but the fee
      </Button>
      {find.isError ? <ErrorNotice error={find.error} /> : null}
    </>
  );
}
