"use client";

import type { StoredAccount } from "@tandem/client";
import type { ChainConfig } from "@tandem/protocol";
import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import type { Address, Hex } from "viem";
import { FullAddress } from "@/components/FullAddress";
import { CopyButton } from "@/components/ui/CopyButton";
import { type Fact, Facts } from "@/components/ui/Facts";
import { nobody } from "@/features/activity/entries";
import { useContacts } from "@/features/contacts";
import { formatDate, formatPreciseTime } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";

export type ReceiptFactsProps = {
  readonly account: StoredAccount;
  readonly chain: ChainConfig | undefined;
  readonly at: number;
  readonly direction: "in" | "out";
  readonly counterparty: Address | undefined;
  readonly fee?: ReactNode;
  readonly transactionHash?: Hex | undefined;
  readonly blockNumber?: number | bigint | undefined;
  readonly userOpHash?: Hex | undefined;
};

export function ReceiptFacts(props: ReceiptFactsProps) {
  const { account, chain, at, direction, counterparty, fee, transactionHash, blockNumber, userOpHash } = props;
  const contact = useContacts(account).nameOf(counterparty);
  const facts: readonly (Fact | undefined)[] = [
    counterparty && {
      label: direction === "in" ? "From" : "To",
      value: counterparty === nobody ? "Newly issued" : <FullAddress address={counterparty} />,
      wide: true,
    },
    contact !== undefined ? { label: "Contact", value: <bdi>{untrustedText(contact)}</bdi> } : undefined,
    { label: "When", value: `${formatDate(at)}, ${formatPreciseTime(at)}` },
    chain && { label: "Network", value: chain.name },
    fee !== undefined ? { label: "Network fee", value: fee } : undefined,
    blockNumber !== undefined
      ? { label: "Block", value: <span className="figures">{blockNumber.toString()}</span> }
      : undefined,
    transactionHash && {
      label: "Transaction",
      value: <Hash value={transactionHash} noun="Transaction" explorerUrl={chain?.explorerUrl} />,
      wide: true,
      testId: "receipt-transaction",
    },
    userOpHash && { label: "UserOperation", value: <Hash value={userOpHash} noun="UserOperation hash" />, wide: true },
  ];
  return (
    <div className="rounded-2xl bg-surface px-4 ring-1 ring-line">
      <Facts facts={facts.filter((fact) => fact !== undefined)} />
    </div>
  );
}

function Hash({
  value,
  noun,
  explorerUrl,
}: {
  readonly value: Hex;
  readonly noun: string;
  readonly explorerUrl?: string | undefined;
}) {
  return (
    <span className="flex items-start justify-between gap-2">
      <span translate="no" className="min-w-0 break-all pt-2 font-mono text-xs leading-relaxed">
        {value}
      </span>
      <span className="flex shrink-0">
        <CopyButton variant="ghost" size="small" value={value} noun={noun} />
        {explorerUrl ? (
          <a
            href={`${explorerUrl.replace(/\/$/, "")}/tx/${value}`}
            target="_blank"
            rel="noreferrer"
            aria-label="Open in the block explorer"
            className="grid size-9 place-items-center rounded-lg hover:bg-sunken"
          >
            <ExternalLink aria-hidden="true" className="size-4" />
          </a>
        ) : null}
      </span>
    </span>
  );
}
