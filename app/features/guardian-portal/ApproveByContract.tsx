"use client";

import type { ContractApproval } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { Announce } from "@/components/Announce";
import { FullAddress } from "@/components/FullAddress";
import { Button } from "@/components/ui/Button";
import { CopyButton } from "@/components/ui/CopyButton";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { type ContractApprovalsProps, useContractApprovals } from "@/features/guardian-portal/useContractApprovals";
import { formatPreciseTime } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";
import { useChecksum } from "@/lib/useChecksum";

export type ApproveByContractProps = ContractApprovalsProps & {
  /** The networks have the approval. */
  readonly onApproved: () => Promise<void>;
};

/** A guardian that is a Safe or another contract: the transaction it has to send, and a look at the networks until it is there. */
export function ApproveByContract({ request, card, onApproved }: ApproveByContractProps) {
  const { data = [], error, refetch, dataUpdatedAt } = useContractApprovals({ request, card });
  const finish = useMutation({ mutationFn: onApproved });
  const look = useMutation({ mutationFn: () => refetch() });
  const chains = data.filter(({ isContract }) => isContract);
  const approved = chains.filter(({ isApproved }) => isApproved);
  const isEverywhere = chains.length > 0 && approved.length === chains.length;
  const { mutate, isIdle } = finish;
  useEffect(() => {
    if (isEverywhere && isIdle) mutate();
  }, [isEverywhere, isIdle, mutate]);
  const failure = error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null;
  if (isEverywhere) {
    return finish.isError ? (
      <ErrorNotice error={finish.error} onRetry={() => mutate()} />
    ) : (
      <>
        <Notice tone="success" announce title="The network has your approval" />
        <Skeleton className="h-24 w-full rounded-2xl" />
      </>
    );
  }
  if (data.length === 0) return failure ?? <Skeleton className="h-24 w-full rounded-2xl" />;
  if (chains.length === 0) {
    return (
      <div className="flex flex-col gap-4">
        <p className="text-muted text-sm">
          The address on your card is an ordinary wallet on {namesOf(data)}: use the wallet itself. If it should be a
          Safe, the Safe is not on this network yet. Put it there with the Safe’s own app, then look again.
        </p>
        <FullAddress address={card.guardian.signer} className="text-sm" />
        {failure}
        <Button variant="secondary" block busy={look.isPending} onClick={() => look.mutate()}>
          Look again
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-5" data-testid="approve-by-contract">
      <div className="flex flex-col gap-3 text-sm">
        <h2 className="font-semibold text-base">Your guardian is a Safe or another contract</h2>
        <FullAddress address={card.guardian.signer} />
        <p className="text-muted">
          It says yes with a transaction of its own, and pays the network’s fee for it. It cannot take it back.
        </p>
        <ol className="flex list-decimal flex-col gap-2 ps-5">
          <li>Open your Safe. Choose “New transaction”, then “Transaction Builder”, and switch on “Custom data”.</li>
          <li>Paste the address and the data from below. The value is 0.</li>
          <li>Send it, and have the Safe’s owners confirm it. They can open this same link to compare.</li>
        </ol>
        <p className="text-muted">Another contract? Have it send the same.</p>
      </div>
      {chains.map((chain) => (
        <OnChain key={chain.chainId} chain={chain} />
      ))}
      {failure}
      <div className="flex flex-col gap-2">
        <Button size="large" block busy={look.isPending} onClick={() => look.mutate()} data-testid="contract-look">
          It is done: look
        </Button>
        <p className="text-center text-muted text-sm">
          Not there yet at {formatPreciseTime(dataUpdatedAt)}. This page looks again by itself.
        </p>
        <Announce>{look.isPending ? "Looking" : look.isSuccess ? "Not there yet" : ""}</Announce>
      </div>
      {approved.length > 0 ? (
        <div className="flex flex-col gap-2">
          <Button variant="secondary" block busy={finish.isPending} onClick={() => mutate()}>
            Go on with {namesOf(approved)} only
          </Button>
          <p className="text-center text-muted text-sm">The same link takes the rest later.</p>
        </div>
      ) : null}
      {finish.isError ? <ErrorNotice error={finish.error} /> : null}
    </div>
  );
}

const words = { deploy: "First: put your friend’s account on the network", approve: "Your approval" } as const;

function OnChain({ chain }: { readonly chain: ContractApproval }) {
  const { isApproved, transactions } = chain;
  const chainName = untrustedText(chain.chainName);
  const checksum = useChecksum();
  if (isApproved) return <Notice tone="success" announce title={`${chainName} has your approval`} />;
  return (
    <section aria-label={chainName} className="flex flex-col gap-4 rounded-2xl bg-surface p-4 ring-1 ring-line">
      <h3 className="font-semibold">On {chainName}</h3>
      {transactions.length > 1 ? (
        <p className="text-muted text-sm">Two transactions, in this order: put both into one batch.</p>
      ) : null}
      {transactions.map(({ kind, to, data }) => (
        <div key={kind} className="flex flex-col gap-3 text-sm" data-testid={`contract-${kind}`}>
          {transactions.length > 1 ? <h4 className="font-medium">{words[kind]}</h4> : null}
          <div className="flex flex-col items-start gap-1">
            <span className="text-muted">Address</span>
            <FullAddress address={to} />
            <CopyButton size="small" variant="secondary" noun="Address" value={checksum(to)}>
              Copy the address
            </CopyButton>
          </div>
          <div className="flex flex-col items-start gap-1">
            <span className="text-muted">Data</span>
            <textarea
              readOnly
              aria-label={`Data: ${words[kind]}`}
              rows={3}
              value={data}
              className="w-full resize-none break-all rounded-xl border border-line bg-page p-3 font-mono text-xs"
            />
            <CopyButton size="small" variant="secondary" noun="Data" value={data}>
              Copy the data
            </CopyButton>
          </div>
        </div>
      ))}
    </section>
  );
}

function namesOf(chains: readonly ContractApproval[]): string {
  return chains.map(({ chainName }) => untrustedText(chainName)).join(" and ");
}
