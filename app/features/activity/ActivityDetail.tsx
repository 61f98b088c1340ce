"use client";

import { useEffect } from "react";
import { PageShell } from "@/components/PageShell";
import { ButtonLink } from "@/components/ui/Button";
import { Link } from "@/components/ui/Link";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ItemDetail } from "@/features/activity/ItemDetail";
import { OperationDetail } from "@/features/activity/OperationDetail";
import { useActivity } from "@/features/activity/useActivity";
import { useChain } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { useAccount } from "@/features/session";

/** One payment: while it runs its progress, afterwards its receipt. */
export function ActivityDetail({ id }: { readonly id: string }) {
  const account = useAccount();
  const { chain, assets, error: chainError, retry: retryChain } = useChain();
  const { operations, items, loading, error, retry, more, loadingMore } = useActivity(account);
  const operation = operations.find((entry) => entry.id === id);
  const item = items.find((entry) => entry.id === id || (operation && entry.intentId === operation.id));

  // An older payment stands further down: the list is read until it is found.
  const isSearching = !operation && !item && !loading && !error && more !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that came without it asks for the next
  useEffect(() => {
    if (isSearching && !loadingMore) more();
  }, [isSearching, loadingMore, items]);

  if (operation)
    return <OperationDetail key={id} operation={operation} account={account} assets={assets} chain={chain} />;
  if (item) return <ItemDetail key={id} item={item} account={account} assets={assets} chain={chain} />;
  const isLoading = loading || isSearching;
  return (
    <PageShell title={isLoading ? "Loading" : "Not found"} back="/activity">
      {error || chainError ? (
        <ErrorNotice error={error ?? chainError} onRetry={error ? retry : retryChain} />
      ) : isLoading ? (
        <Skeleton className="h-48 w-full rounded-2xl" />
      ) : (
        <Notice
          title="This payment is not known here"
          actions={
            <ButtonLink href="/activity" size="small" variant="secondary">
              All activity
            </ButtonLink>
          }
        >
          It may belong to another account on this device. See{" "}
          <Link href="/settings" className="underline">
            settings
          </Link>
          .
        </Notice>
      )}
    </PageShell>
  );
}
