"use client";

import { PageShell } from "@/components/PageShell";
import { Skeleton } from "@/components/ui/Skeleton";
import { useChain } from "@/features/assets";
import { ErrorNotice } from "@/features/errors";
import { PolicyForm } from "@/features/limits/PolicyForm";
import { usePolicy } from "@/features/limits/usePolicy";
import { useAccount } from "@/features/session";

/** The account's rules, to read and to change. */
export function LimitsPage() {
  const account = useAccount();
  const { assets } = useChain();
  const { data, error, refetch } = usePolicy(account);
  return (
    <PageShell title="Limits and recipients" back="/settings">
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {data && assets.length > 0 ? (
        // A policy that took effect meanwhile starts the form anew.
        <PolicyForm key={data.policyHash} account={account} assets={assets} state={data} />
      ) : error ? null : (
        <Skeleton className="h-96 w-full rounded-2xl" />
      )}
    </PageShell>
  );
}
