"use client";

import type { GuardedChain, GuardedEvent } from "@tandem/client";
import type { GuardianCard } from "@tandem/protocol";
import type { ReactNode } from "react";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { useGuarded } from "@/features/guardian-portal/useGuarded";
import { formatDate, formatTime } from "@/lib/format";
import { formatDuration } from "@/lib/formatDuration";
import { untrustedText } from "@/lib/untrustedText";

export type GuardedStateProps = {
  readonly card: GuardianCard;
  /** What can be done about a recovery that is under way. */
  readonly actions?: ((chain: GuardedChain) => ReactNode) | undefined;
};

/** What a guardian has to know of the account: by the networks' own word, whatever the service says. */
export function GuardedState({ card, actions }: GuardedStateProps) {
  const { data, error, refetch, dataUpdatedAt } = useGuarded(card);
  const failure = error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null;
  if (!data) return failure ?? <Skeleton className="h-24 w-full rounded-2xl" />;
  return (
    <section aria-label="Alarms" className="flex flex-col gap-3" data-testid="guarded-state">
      {failure}
      {failure ? <p className="text-muted text-sm">This is how it was at {formatTime(dataUpdatedAt)}:</p> : null}
      {data.map((chain) => (
        <ChainState key={chain.chainId} chain={chain} several={data.length > 1} actions={actions?.(chain)} />
      ))}
    </section>
  );
}

type ChainStateProps = { readonly chain: GuardedChain; readonly several: boolean; readonly actions: ReactNode };

function ChainState({ chain, several, actions }: ChainStateProps) {
  const { chainName, chainTime, recovery, cooldownUntil, scheduled, card, events } = chain;
  const where = several ? ` on ${untrustedText(chainName)}` : "";
  const left = (until: number) => formatDuration(until - chainTime);
  const isPending = recovery?.status === "pending";
  // One that was not put in place in time changes nothing any more.
  const change = scheduled && chainTime < scheduled.expiresAt ? scheduled : undefined;
  const isQuiet = !isPending && cooldownUntil === undefined && change === undefined && card !== "old";
  return (
    <>
      {isPending ? (
        <Notice
          tone="danger"
          title={
            chainTime < recovery.readyAt
              ? `A recovery is under way${where}: ${left(recovery.readyAt)} to go`
              : `A recovery can be finished now${where}`
          }
          actions={actions}
          data-testid="guarded-recovery"
        >
          {recovery.approvals === 1 ? "One guardian" : `${recovery.approvals} guardians`} approved it. Call your friend
          on a number you know. If they did not ask for it, stop it together.
        </Notice>
      ) : null}
      {cooldownUntil !== undefined ? (
        <Notice
          tone="caution"
          title={`The owner stopped a recovery${where}. None can start for ${left(cooldownUntil)}`}
        />
      ) : null}
      {change ? (
        <Notice
          tone="caution"
          title={
            chainTime < change.readyAt
              ? `The list of guardians is about to change${where}, in ${left(change.readyAt)}`
              : `The list of guardians can change any moment${where}`
          }
          data-testid="guarded-scheduled"
        >
          Your friend should have told you. Call them: if it is not theirs, somebody has a device of theirs, and they
          can still cancel the change.
        </Notice>
      ) : null}
      {card === "old" ? (
        <Notice tone="caution" title={`This card is old${where}`} data-testid="guarded-old">
          The list of guardians has changed since it was made. Ask your friend for a new card, or whether you still
          guard.
        </Notice>
      ) : null}
      {isQuiet ? (
        <Notice tone="success" title={`All is quiet${where}`} data-testid="guarded-quiet">
          {card === "waiting"
            ? "Your friend has signed the list of guardians. It is put on the network with their next step there."
            : "No recovery is under way, and you count as a guardian."}
        </Notice>
      ) : null}
      <Events events={events} />
    </>
  );
}

const words: Readonly<Record<GuardedEvent["kind"], string>> = {
  "recovery-started": "A recovery was started",
  "recovery-cancelled": "A recovery was stopped",
  "recovery-finalized": "A recovery gave the account a new key",
  "guardians-scheduled": "A change of guardians was announced",
  "guardians-cancelled": "A change of guardians was stopped",
  "guardians-changed": "The guardians were set or changed",
  "key-changed": "The owner changed the key",
  "code-scheduled": "A change of the account’s code was announced",
};

function Events({ events }: { readonly events: readonly GuardedEvent[] | undefined }) {
  if (!events) return <p className="text-muted text-sm">The network does not tell what happened earlier.</p>;
  if (events.length === 0) return null;
  return (
    <ul
      aria-label="What happened"
      className="divide-y divide-line rounded-2xl bg-surface px-4 text-sm ring-1 ring-line"
      data-testid="guarded-events"
    >
      {events.map(({ kind, at, transactionHash }) => (
        <li key={`${transactionHash}:${kind}`} className="flex flex-wrap justify-between gap-x-4 py-3">
          <span>{words[kind]}</span>
          <time dateTime={new Date(at * 1000).toISOString()} className="text-muted">
            {formatDate(at * 1000)}, {formatTime(at * 1000)}
          </time>
        </li>
      ))}
    </ul>
  );
}
