"use client";

import type { DecisionProof, ProvenDecision, StoredAccount } from "@tandem/client";
import { CircleAlert, CircleCheck, Clock } from "lucide-react";
import { Button } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { decisionWords } from "@/features/log/decisionWords";
import { count } from "@/features/log/logWords";
import { useDecisions } from "@/features/log/useDecisions";
import { cn } from "@/lib/cn";
import { formatDateTime } from "@/lib/format";

/** The account's own entries. */
export function DecisionList({ account }: { readonly account: StoredAccount }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useDecisions(account);
  const items = data?.pages.flatMap((page) => page.items);
  return (
    <section aria-labelledby="log-entries" className="flex flex-col gap-3">
      <div>
        <h2 id="log-entries" className="font-semibold">
          Your account’s entries
        </h2>
        <p className="mt-1 text-muted text-sm">“In the record” means that this device has checked the proof.</p>
      </div>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!items && !error ? (
        <div role="status">
          <span className="sr-only">Loading the entries</span>
          <Skeleton className="h-32 w-full rounded-2xl" />
        </div>
      ) : null}
      {items?.length === 0 ? <p className="text-muted text-sm">Nothing yet. Your first payment will be here.</p> : null}
      {items && items.length > 0 ? (
        <ul className="divide-y divide-line rounded-2xl bg-surface px-4 ring-1 ring-line">
          {items.map((decision) => (
            <Row key={decision.decisionId} decision={decision} />
          ))}
        </ul>
      ) : null}
      {hasNextPage ? (
        <Button
          variant="secondary"
          className="self-center"
          busy={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
    </section>
  );
}

const proofs: Readonly<Record<DecisionProof, { icon: typeof Clock; words: string; tint: string }>> = {
  proven: { icon: CircleCheck, words: "In the record", tint: "text-accent" },
  waiting: { icon: Clock, words: "Not checked yet", tint: "text-muted" },
  missing: { icon: CircleAlert, words: "No proof", tint: "text-danger" },
};

function Row({ decision }: { readonly decision: ProvenDecision }) {
  const { timestamp, index, proof } = decision;
  const { title, text, isRefused } = decisionWords(decision);
  const { icon: Icon, words, tint } = proofs[proof];
  return (
    <li className="py-3.5 text-sm" data-testid="log-entry">
      <p className={cn("break-words font-medium", isRefused && "text-caution")}>
        {title}
        {text ? `: ${text}` : ""}
      </p>
      <p className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-muted text-xs">
        <span>{formatDateTime(timestamp)}</span>
        {index === undefined ? null : <span className="figures">Entry {count(index + 1)}</span>}
        <span className={cn("inline-flex items-center gap-1", tint)}>
          <Icon aria-hidden="true" className="size-3.5" />
          {words}
        </span>
      </p>
    </li>
  );
}
