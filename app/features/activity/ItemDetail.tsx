"use client";

import type { ActivityItem, ChainConfig } from "@tandem/protocol";
import { PageShell } from "@/components/PageShell";
import { Amounts } from "@/features/activity/Amounts";
import { itemEntry } from "@/features/activity/entries";
import { ReceiptFacts } from "@/features/activity/ReceiptFacts";
import type { Asset } from "@/features/assets";

export type ItemDetailProps = {
  readonly item: ActivityItem;
  readonly assets: readonly Asset[];
  readonly chain: ChainConfig | undefined;
};

/** A transfer, or an operation that another device made. */
export function ItemDetail({ item, assets, chain }: ItemDetailProps) {
  const entry = itemEntry(item, assets);
  return (
    <PageShell title={entry.title} back="/activity">
      <Amounts entry={entry} />
      <ReceiptFacts
        chain={chain}
        at={item.timestamp}
        counterparty={entry.counterparty}
        direction={entry.direction}
        transactionHash={item.transactionHash}
        blockNumber={item.blockNumber}
        userOpHash={item.userOpHash}
      />
    </PageShell>
  );
}
