"use client";

import type { AccountWait, StoredAccount } from "@tandem/client";
import { describeAlarm } from "@tandem/protocol";
import { ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { runningDangers } from "@/features/alarms/runningDangers";
import { useAlarms } from "@/features/alarms/useAlarms";
import { changePage, changeWords, useWaits } from "@/features/changes";
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
      text: canTakeEffect(Number(facts.readyAt)),
      page: undefined,
      isOwn: false,
    })),
    ...waits.map((wait) => {
      const { waitId, kind, readyAt, isOwn } = wait;
      const page = changePage(wait);
      const text = page ? isPossible(wait, now) : canTakeEffect(readyAt);
      return { id: waitId, title: changeWords(kind), text, page, isOwn };
    }),
  ];
  return (
    <div className="mt-6 flex flex-col gap-3">
      {items.map(({ id, title, text, page, isOwn }) => (
        <Notice
          key={id}
          tone={isOwn ? "caution" : "danger"}
          title={title}
          actions={
            <>
              {page ? (
                <ButtonLink href={page} size="small">
                  Go on
                </ButtonLink>
              ) : null}
              <ButtonLink href="/alarms" size="small" variant={isOwn ? "secondary" : "danger"}>
                Look and cancel
              </ButtonLink>
            </>
          }
          data-testid="home-alarm-banner"
        >
          {text}
        </Notice>
      ))}
    </div>
  );
}

function canTakeEffect(readyAt: number): string {
  return `It can take effect from ${formatDateTime(readyAt)}. If this is not you, cancel it now.`;
}

/** What the person carries out, once it was announced. */
function isPossible({ readyAt, expiresAt }: AccountWait, now: number): string {
  const when =
    readyAt <= now ? `possible now, until ${formatDateTime(expiresAt)}` : `possible from ${formatDateTime(readyAt)}`;
  return `It is ${when}. If this is not you, cancel it now.`;
}
