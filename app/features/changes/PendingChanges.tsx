"use client";

import type { AccountWait, StoredAccount } from "@tandem/client";
import { useQueryClient } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Button, ButtonLink } from "@/components/ui/Button";
import { changePage } from "@/features/changes/changePage";
import { changeWords } from "@/features/changes/changeWords";
import { formatCountdown } from "@/features/changes/formatCountdown";
import { useWaits } from "@/features/changes/useWaits";
import { ErrorNotice, isCancelled } from "@/features/errors";
import { formatDate, formatDateTime, formatTime } from "@/lib/format";
import { queryKeys } from "@/lib/queryKeys";
import { useNow } from "@/lib/useNow";
import { walletClient } from "@/lib/walletClient";

export type PendingChangesProps = {
  readonly account: StoredAccount;
  /** Only changes of these kinds; all where it is left out. */
  readonly kinds?: readonly string[];
  /** Not those that something else on the page speaks of. */
  readonly except?: readonly string[];
  /** More about a change, for its row. */
  readonly describe?: (wait: AccountWait) => ReactNode;
};

/** What changes soon, when, and a button that stops it. Nothing where nothing waits. */
export function PendingChanges({ account, kinds, except = [], describe }: PendingChangesProps) {
  const { data = [] } = useWaits(account);
  const shown = data.filter(({ kind }) => (!kinds || kinds.includes(kind)) && !except.includes(kind));
  if (shown.length === 0) return null;
  return (
    <ul className="flex flex-col gap-3" aria-label="Changes that wait">
      {shown.map((wait) => (
        <Change key={wait.waitId} account={account} wait={wait}>
          {describe?.(wait)}
        </Change>
      ))}
    </ul>
  );
}

type ChangeProps = {
  readonly account: StoredAccount;
  readonly wait: AccountWait;
  readonly children?: ReactNode;
};

function Change({ account, wait, children }: ChangeProps) {
  const queryClient = useQueryClient();
  const now = useNow();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { accountId } = account;
  const { waitId, kind } = wait;
  const page = changePage(wait);
  const isElsewhere = usePathname() !== page;

  const stop = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await (await walletClient()).cancelWait({ accountId, waitId });
      // Its row goes before anything says that it was stopped.
      await queryClient.invalidateQueries({ queryKey: queryKeys.waits(accountId) });
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.alarms(accountId) }),
        queryClient.invalidateQueries({ queryKey: queryKeys.policy(accountId) }),
        queryClient.invalidateQueries({ queryKey: queryKeys.freeze(accountId) }),
        queryClient.invalidateQueries({ queryKey: queryKeys.account(accountId) }),
      ]);
    } catch (error) {
      if (!isCancelled(error)) setFailure(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <li className="flex flex-col gap-3 rounded-2xl bg-caution-soft p-4 text-sm" data-testid={`change-${kind}`}>
      <div className="flex gap-3">
        <Hourglass aria-hidden="true" className="mt-px size-[1.125rem] shrink-0 text-caution" />
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <p className="font-medium">{changeWords(kind)}</p>
          <p className="text-muted">
            <When wait={wait} now={now} />
          </p>
          {children ? <div className="text-muted leading-relaxed">{children}</div> : null}
        </div>
      </div>
      {failure ? <ErrorNotice error={failure} /> : null}
      <div className="flex flex-wrap gap-2">
        {page && isElsewhere ? (
          <ButtonLink href={page} size="small" data-testid="change-go-on">
            Go on
          </ButtonLink>
        ) : null}
        <Button variant="secondary" size="small" busy={busy} onClick={stop} data-testid="change-stop">
          Stop this change
        </Button>
      </div>
    </li>
  );
}

/** Some take effect by themselves; others are only possible from then on, and not for ever. */
function When({ wait, now }: { readonly wait: AccountWait; readonly now: number }) {
  const { readyAt, expiresAt } = wait;
  const left = <span className="figures">{formatCountdown(readyAt - (now || readyAt))}</span>;
  const isWaiting = now === 0 || readyAt > now;
  if (changePage(wait) === undefined)
    return isWaiting ? (
      <>
        In {left}, on {formatDate(readyAt)} at {formatTime(readyAt)}
      </>
    ) : (
      "Ready now"
    );
  return isWaiting ? (
    <>
      Announced. Possible in {left}, from {formatDateTime(readyAt)}
    </>
  ) : (
    `Possible now, until ${formatDateTime(expiresAt)}`
  );
}
