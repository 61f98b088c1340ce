"use client";

import type { StoredAccount } from "@tandem/client";
import type { Address } from "viem";
import { Button } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
import { EntryRow } from "@/features/activity/EntryRow";
import type { Entry } from "@/features/activity/entries";
import { useActivity } from "@/features/activity/useActivity";
import { useContacts } from "@/features/contacts";
import { ErrorNotice } from "@/features/errors";
import { formatDay } from "@/lib/format";

export type ActivityListProps = {
  readonly account: StoredAccount;
  /** Show only this many, without days and paging. */
  readonly limit?: number;
};

export function ActivityList({ account, limit }: ActivityListProps) {
  const { entries, loading, error, retry, more, loadingMore } = useActivity(account);
  const { nameOf } = useContacts(account);
  if (loading && !error) return <ActivitySkeleton />;
  return (
    <div className="flex flex-col gap-4">
      {error ? <ErrorNotice error={error} onRetry={retry} /> : null}
      {entries.length === 0 && !error ? <EmptyActivity /> : null}
      {limit === undefined ? (
        <Days entries={entries} nameOf={nameOf} />
      ) : (
        <ul className="flex flex-col">
          {entries.slice(0, limit).map((entry) => (
            <EntryRow key={entry.id} entry={entry} contact={nameOf(entry.counterparty)} />
          ))}
        </ul>
      )}
      {limit === undefined && more ? (
        <Button variant="secondary" onClick={more} busy={loadingMore} className="self-center">
          Show more
        </Button>
      ) : null}
    </div>
  );
}

type DaysProps = {
  readonly entries: readonly Entry[];
  readonly nameOf: (address: Address | undefined) => string | undefined;
};

function Days({ entries, nameOf }: DaysProps) {
  const now = Date.now();
  const days = Map.groupBy(entries, ({ at }) => formatDay(at, now));
  return [...days].map(([day, group]) => (
    <section key={day} aria-label={day} className="flex flex-col">
      <h2 className="pb-1 font-medium text-muted text-sm">{day}</h2>
      <ul className="flex flex-col">
        {group.map((entry) => (
          <EntryRow key={entry.id} entry={entry} contact={nameOf(entry.counterparty)} />
        ))}
      </ul>
    </section>
  ));
}

function EmptyActivity() {
  return (
    <div className="rounded-2xl border border-line border-dashed px-6 py-10 text-center">
      <p className="font-medium">Nothing here yet</p>
      <p className="mt-1 text-muted text-sm">Payments you send and receive appear here.</p>
    </div>
  );
}

function ActivitySkeleton() {
  return (
    <div role="status" aria-label="Loading activity" className="flex flex-col">
      {["first", "second"].map((row) => (
        <div key={row} className="flex items-center gap-3.5 py-3">
          <Skeleton className="size-10 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className="h-4 w-20" />
            <Skeleton className="h-3 w-32" />
          </div>
        </div>
      ))}
    </div>
  );
}
