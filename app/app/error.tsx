"use client";

import { EntryShell } from "@/components/EntryShell";
import { PageHeading } from "@/components/PageHeading";
import { Button } from "@/components/ui/Button";

export type ErrorPageProps = { readonly error: Error & { readonly digest?: string }; readonly reset: () => void };

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <EntryShell>
      <div className="flex animate-rise flex-col gap-8">
        <div className="flex flex-col gap-2">
          <PageHeading className="text-3xl">This screen failed</PageHeading>
          <p className="text-muted">Your money and your key are not touched by this. Try again, or reload the page.</p>
          {error.digest ? <p className="font-mono text-muted text-xs">Reference {error.digest}</p> : null}
        </div>
        <Button size="large" block onClick={reset}>
          Try again
        </Button>
      </div>
    </EntryShell>
  );
}
