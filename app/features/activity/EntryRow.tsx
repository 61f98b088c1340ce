"use client";

import { ArrowDownLeft, ArrowUpRight, CircleAlert, Clock } from "lucide-react";
import { Link } from "@/components/ui/Link";
import { Spinner } from "@/components/ui/Spinner";
import { type Entry, nobody } from "@/features/activity/entries";
import { assetAmount } from "@/features/assets";
import { cn } from "@/lib/cn";
import { formatTime, shortAddress } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";
import { useChecksum } from "@/lib/useChecksum";

export type EntryRowProps = {
  readonly entry: Entry;
  /** How the account calls the other side, where it does. */
  readonly contact?: string | undefined;
};

export function EntryRow({ entry, contact }: EntryRowProps) {
  const checksum = useChecksum();
  const { direction, movements, counterparty, phase } = entry;
  const name = contact === undefined ? counterparty && shortAddress(checksum(counterparty)) : untrustedText(contact);
  return (
    <li>
      <Link
        href={`/activity/${entry.id}`}
        className="-mx-3 flex items-center gap-3.5 rounded-2xl px-3 py-3 transition-colors hover:bg-sunken"
        data-testid="activity-entry"
      >
        <EntryMark entry={entry} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{entry.title}</span>
          <span className="block truncate text-muted text-sm">{subtitle(entry, name)}</span>
        </span>
        <span className="figures flex min-w-0 max-w-[60%] flex-col items-end text-end [overflow-wrap:anywhere]">
          {movements.map(({ asset, amount }) => (
            <span
              key={asset.id}
              className={cn(
                "font-medium",
                direction === "in" && "text-accent",
                phase === "failed" && "text-muted line-through",
              )}
            >
              {direction === "in" ? "+" : "−"}
              <bdi>{assetAmount({ asset, amount })}</bdi>
            </span>
          ))}
          <time dateTime={new Date(entry.at).toISOString()} className="text-muted text-sm">
            {formatTime(entry.at)}
          </time>
        </span>
      </Link>
    </li>
  );
}

function EntryMark({ entry }: { readonly entry: Entry }) {
  const { phase, direction } = entry;
  const look =
    phase === "failed"
      ? "bg-danger-soft text-danger"
      : phase === "needs-confirm" || phase === "stuck"
        ? "bg-caution-soft text-caution"
        : direction === "in"
          ? "bg-accent-soft text-accent"
          : "bg-sunken text-ink";
  return (
    <span aria-hidden="true" className={cn("grid size-10 shrink-0 place-items-center rounded-full", look)}>
      <MarkIcon entry={entry} />
    </span>
  );
}

function MarkIcon({ entry: { phase, direction } }: { readonly entry: Entry }) {
  if (phase === "working") return <Spinner />;
  if (phase === "failed") return <CircleAlert className="size-5" />;
  if (phase === "needs-confirm" || phase === "stuck" || phase === "expired") return <Clock className="size-5" />;
  return direction === "in" ? <ArrowDownLeft className="size-5" /> : <ArrowUpRight className="size-5" />;
}

function subtitle(entry: Entry, counterparty: string | undefined): string {
  if (entry.phase === "needs-confirm") return "Open it to go on";
  if (entry.phase === "stuck") return "Waiting for the network";
  if (entry.counterparty === nobody) return "Newly issued";
  return counterparty ? `${entry.direction === "in" ? "From" : "To"} ${counterparty}` : "Details";
}
