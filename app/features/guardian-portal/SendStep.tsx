"use client";

import type { RecoveryTransaction } from "@tandem/client";
import type { CardChain } from "@tandem/protocol";
import { useMutation } from "@tanstack/react-query";
import { Wallet } from "lucide-react";
import { useState } from "react";
import { Announce } from "@/components/Announce";
import { Button } from "@/components/ui/Button";
import { Disclosure } from "@/components/ui/Disclosure";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { connectWallet, type FoundWallet, useWallets } from "@/lib/useWallets";
import { walletClient } from "@/lib/walletClient";

const words = {
  deploy: "Put the account on the network",
  rotate: "Bring its key up to date",
  "set-guardians": "Put its guardians in place",
  start: "Start the recovery",
  finalize: "Finish the recovery",
  cancel: "Stop the recovery",
} as const;

export type SendStepProps = {
  /** How the networks are reached. */
  readonly request: { readonly chains: readonly CardChain[] };
  readonly chain: { readonly chainName: string; readonly transactions: readonly RecoveryTransaction[] };
  readonly onSent: () => void;
};

/** What has to be sent next. Anybody's wallet can do it and pays the fee; it can also be copied. */
export function SendStep({ request, chain, onSent }: SendStepProps) {
  const wallets = useWallets();
  const [sending, setSending] = useState("");
  const { transactions, chainName } = chain;
  const send = useMutation({
    mutationFn: async (wallet: FoundWallet) => {
      const { recovery } = await walletClient();
      const address = await connectWallet(wallet);
      for (const transaction of transactions) {
        setSending(words[transaction.kind]);
        await recovery.sendByWallet({
          request,
          transaction,
          wallet: { address, provider: wallet.provider },
        });
      }
    },
    onSettled: onSent,
  });
  if (transactions.length === 0) return null;
  return (
    <section aria-label={`Next on ${chainName}`} className="flex flex-col gap-3">
      <Notice title={`Next on ${chainName}: ${transactions.map(({ kind }) => words[kind].toLowerCase()).join(", ")}`}>
        Any wallet with a little of the network’s coin can send it: yours, or a guardian’s.
      </Notice>
      {wallets.map((wallet) => (
        <Button
          key={wallet.id}
          size="large"
          block
          busy={send.isPending && send.variables === wallet}
          icon={<Wallet aria-hidden="true" className="size-5" />}
          disabled={send.isPending && send.variables !== wallet}
          onClick={() => send.mutate(wallet)}
          data-testid="recovery-send"
        >
          {send.isPending && send.variables === wallet ? sending : `Send with ${wallet.name}`}
        </Button>
      ))}
      <Announce>{send.isPending ? sending : ""}</Announce>
      {send.isError ? <ErrorNotice error={send.error} /> : null}
      <Disclosure summary="Send it from somewhere else">
        <ol className="flex flex-col gap-4">
          {transactions.map(({ kind, to, data }) => (
            <li key={kind} className="text-sm">
              <p className="font-medium">{words[kind]}</p>
              <p className="break-all font-mono text-xs">To {to}</p>
              <textarea
                readOnly
                aria-label={`Data: ${words[kind]}`}
                rows={3}
                value={data}
                className="mt-1 w-full break-all rounded-xl border border-line bg-surface p-3 font-mono text-xs"
              />
            </li>
          ))}
        </ol>
      </Disclosure>
    </section>
  );
}
