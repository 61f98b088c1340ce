"use client";

import { ArrowRight } from "lucide-react";
import { Skeleton } from "@/components/ui/Skeleton";
import type { SecurityScore } from "@/features/score";

/** How the account would come through a loss, and the one thing that helps most now. */
export function ScoreCard({ score }: { readonly score: SecurityScore | undefined }) {
  if (!score) return <Skeleton className="h-36 w-full rounded-2xl" />;
  const { points, word, next } = score;
  return (
    <section aria-labelledby="security-score" className="flex flex-col gap-4 rounded-2xl bg-sunken p-5">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id="security-score" className="font-semibold">
          How safe is it?
        </h2>
        <p className="text-sm" data-testid="security-score">
          <span className="font-semibold text-lg">{word}</span>
          <span className="figures text-muted"> {points} of 100</span>
        </p>
      </div>
      <div aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-line">
        <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${points}%` }} />
      </div>
      {next ? (
        <a
          href={`#security-${next.id}`}
          className="-mx-2 flex items-center gap-3 rounded-xl px-2 py-2 hover:bg-line"
          data-testid="security-next"
        >
          <span className="min-w-0 flex-1">
            <span className="block text-muted text-xs">Next best step</span>
            <span className="block font-medium">{next.title}</span>
            <span className="block text-muted text-sm">{next.text}</span>
          </span>
          <ArrowRight aria-hidden="true" className="size-5 shrink-0 text-muted rtl:rotate-180" />
        </a>
      ) : (
        <p className="text-muted text-sm">
          Everything that can be prepared is prepared. Test your backup now and then.
        </p>
      )}
    </section>
  );
}
