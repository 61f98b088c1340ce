"use client";

import type { StoredAccount } from "@tandem/client";
import { useQueryClient } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/Button";
import { changeWords } from "@/features/changes/changeWords";
import { formatCountdown } from "@/features/changes/formatCountdown";
import { useWaits } from "@/features/changes/useWaits";
import { ErrorNotice, isCancelled } from "@/features/errors";
import { formatDate, formatTime } from "@/lib/format";
import { queryKeys } from "@/lib/queryKeys";
import { useNow } from "@/lib/useNow";
import { walletClient } from "@/lib/walletClient";

export type PendingChangesProps = {
  readonly account: StoredAccount;
  /** Only changes of these kinds; all where it is left out. */
  readonly kinds?: readonly string[];
  /** Not those that something else on the page speaks of. */
  readonly except?: readonly string[];
  /** More about a change of a kind, for its row. */
  readonly describe?: (kind: string) => ReactNode;
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
          {describe?.(wait.kind)}
        </Change>
      ))}
    </ul>
  );
}

type ChangeProps = {
  readonly account: StoredAccount;
  readonly wait: NonNullable<ReturnType<typeof useWaits>["data"]>[number];
  readonly children?: ReactNode;
};

function Change({ account, wait, children }: ChangeProps) {
  const queryClient = useQueryClient();
  const now = useNow();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { accountId } = account;
  const { waitId, kind, readyAt } = wait;

  const stop = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await (await walletClient()).cancelWait({ accountId, waitId });
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: queryKeys.waits(accountId) }),
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
            {now === 0 || readyAt > now ? (
              <>
                In <span className="figures">{formatCountdown(readyAt - (now || readyAt))}</span>, on{" "}
                {formatDate(readyAt)} at {formatTime(readyAt)}
              </>
            ) : (
              "Ready now"
            )}
          </p>
          {children ? <div className="text-muted leading-relaxed">{children}</div> : null}
        </div>
      </div>
      {failure ? <ErrorNotice error={failure} /> : null}
      <Button
        variant="secondary"
        size="small"
        busy={busy}
        onClick={stop}
        className="self-start"
        data-testid="change-stop"
      >
        Stop this change
      </Button>
    </li>
  );
}
