"use client";

import type { StoredAccount } from "@tandem/client";
import type { ActivityItem, ChainConfig } from "@tandem/protocol";
import { PageShell } from "@/components/PageShell";
import { Amounts } from "@/features/activity/Amounts";
import { itemEntry } from "@/features/activity/entries";
import { Note } from "@/features/activity/Note";
import { ReceiptFacts } from "@/features/activity/ReceiptFacts";
import type { Asset } from "@/features/assets";

export type ItemDetailProps = {
  readonly item: ActivityItem;
  readonly account: StoredAccount;
  readonly assets: readonly Asset[];
  readonly chain: ChainConfig | undefined;
};

/** A transfer, or an operation that another device made. */
export function ItemDetail({ item, account, assets, chain }: ItemDetailProps) {
  const entry = itemEntry(item, assets);
  return (
    <PageShell title={entry.title} back="/activity">
      <Amounts entry={entry} />
      <Note account={account} of={item.userOpHash ?? item.transactionHash} />
      <ReceiptFacts
        account={account}
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
