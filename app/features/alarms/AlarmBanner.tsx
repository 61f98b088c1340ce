"use client";

import type { StoredAccount } from "@tandem/client";
import { describeAlarm } from "@tandem/protocol";
import { ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { runningDangers } from "@/features/alarms/runningDangers";
import { useAlarms } from "@/features/alarms/useAlarms";
import { changeWords, useWaits } from "@/features/changes";
import { formatDateTime } from "@/lib/format";
import { useNow } from "@/lib/useNow";

/** What runs against the account and can still be stopped, where nobody overlooks it. */
export function AlarmBanner({ account }: { readonly account: StoredAccount }) {
  const { data: alarms = [] } = useAlarms(account);
  const { data: waits = [] } = useWaits(account);
  const now = useNow();
  const dangers = runningDangers(alarms, now);
  if (dangers.length + waits.length === 0) return null;
  const items = [
    ...dangers.map(({ alarmId, kind, facts }) => ({
      id: alarmId,
      title: describeAlarm(kind, facts).title,
      readyAt: Number(facts.readyAt),
    })),
    ...waits.map(({ waitId, kind, readyAt }) => ({ id: waitId, title: changeWords(kind), readyAt })),
  ];
  return (
    <div className="mt-6 flex flex-col gap-3">
      {items.map(({ id, title, readyAt }) => (
        <Notice
          key={id}
          tone="danger"
          title={title}
          actions={
            <ButtonLink href="/alarms" size="small" variant="danger">
              Look and cancel
            </ButtonLink>
          }
          data-testid="home-alarm-banner"
        >
          It can take effect from {formatDateTime(readyAt)}. If this is not you, cancel it now.
        </Notice>
      ))}
    </div>
  );
}
