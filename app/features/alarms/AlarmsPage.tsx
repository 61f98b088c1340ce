"use client";

import type { StoredAccount } from "@tandem/client";
import { describeAlarm } from "@tandem/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { BellRing, CircleAlert, Info } from "lucide-react";
import { useEffect } from "react";
import { PageShell } from "@/components/PageShell";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { CancelDanger } from "@/features/alarms/CancelDanger";
import { ChannelsSection } from "@/features/alarms/ChannelsSection";
import { runningDangers } from "@/features/alarms/runningDangers";
import { useAlarms } from "@/features/alarms/useAlarms";
import { PendingChanges } from "@/features/changes";
import { ErrorNotice } from "@/features/errors";
import { useAccount } from "@/features/session";
import { cn } from "@/lib/cn";
import { formatDateTime } from "@/lib/format";
import { queryKeys } from "@/lib/queryKeys";
import { untrustedText } from "@/lib/untrustedText";
import { useNow } from "@/lib/useNow";
import { walletClient } from "@/lib/walletClient";

/** What happened to the account, what can still be stopped, and where else to tell it. */
export function AlarmsPage() {
  const account = useAccount();
  return (
    <PageShell title="Alarms" back="/">
      <Stoppable account={account} />
      <ChannelsSection account={account} />
      <Inbox account={account} />
    </PageShell>
  );
}

type Props = { readonly account: StoredAccount };

function Stoppable({ account }: Props) {
  const { data: alarms = [] } = useAlarms(account);
  const now = useNow();
  const dangers = runningDangers(alarms, now);
  return (
    <section aria-label="Can still be stopped" className="flex flex-col gap-3 empty:hidden">
      {dangers.map((danger) => {
        const { title, text } = describeAlarm(danger.kind, danger.facts);
        return (
          <Notice
            key={danger.alarmId}
            tone="danger"
            title={title}
            actions={<CancelDanger account={account} danger={danger} />}
          >
            {text} It can take effect from {formatDateTime(Number(danger.facts.readyAt))}.
          </Notice>
        );
      })}
      <PendingChanges account={account} />
    </section>
  );
}

const looks = {
  danger: { icon: CircleAlert, tint: "text-danger" },
  warning: { icon: BellRing, tint: "text-caution" },
  info: { icon: Info, tint: "text-muted" },
} as const;

function Inbox({ account }: Props) {
  const { data, error, refetch } = useAlarms(account);
  const { accountId } = account;
  const queries = useQueryClient();
  const newest = data?.find(({ seenAt }) => seenAt === undefined)?.alarmId;
  useEffect(() => {
    // Seen when the page is left, so that what is new stays marked while it is read.
    return () => {
      if (newest === undefined) return;
      void walletClient()
        .then((client) => client.alarms.markAlarmsSeen({ accountId, lastAlarmId: newest }))
        .then(() => queries.invalidateQueries({ queryKey: queryKeys.alarms(accountId) }))
        .catch(() => undefined);
    };
  }, [accountId, newest, queries]);
  return (
    <section aria-labelledby="alarms-inbox" className="flex flex-col gap-3">
      <h2 id="alarms-inbox" className="font-semibold">
        What happened
      </h2>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton className="h-24 w-full rounded-2xl" /> : null}
      {data?.length === 0 ? <p className="text-muted text-sm">Nothing so far. That is good.</p> : null}
      {data && data.length > 0 ? (
        <ul className="divide-y divide-line rounded-2xl bg-surface px-4 ring-1 ring-line">
          {data.map(({ alarmId, kind, facts, raisedAt, seenAt }) => {
            const { title, text, weight } = describeAlarm(kind, facts);
            const { icon: Icon, tint } = looks[weight];
            return (
              <li key={alarmId} className="flex gap-3.5 py-4 text-sm" data-testid="alarms-item">
                <Icon aria-hidden="true" className={cn("mt-0.5 size-[1.125rem] shrink-0", tint)} />
                <div className="min-w-0 flex-1">
                  <p className="font-medium">
                    {title}
                    {seenAt === undefined ? (
                      <span className="ms-2 rounded-full bg-danger-soft px-2 py-0.5 text-danger text-xs">New</span>
                    ) : null}
                  </p>
                  <p className="mt-0.5 break-words text-muted leading-relaxed">{untrustedText(text)}</p>
                  <p className="mt-1 text-muted text-xs">{formatDateTime(raisedAt)}</p>
                </div>
              </li>
            );
          })}
        </ul>
      ) : null}
    </section>
  );
}
