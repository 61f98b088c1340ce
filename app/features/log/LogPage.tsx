"use client";

import type { LogStatus } from "@tandem/client";
import { PageShell } from "@/components/PageShell";
import { Button } from "@/components/ui/Button";
import { Disclosure } from "@/components/ui/Disclosure";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { DecisionList } from "@/features/log/DecisionList";
import { LogAlarms } from "@/features/log/LogAlarms";
import { LogEvents } from "@/features/log/LogEvents";
import { LogFacts } from "@/features/log/LogFacts";
import { stateWords } from "@/features/log/logWords";
import { useLogCheck } from "@/features/log/useLogCheck";
import { useLogStatus } from "@/features/log/useLogStatus";
import { useAccount } from "@/features/session";
import { formatDate } from "@/lib/format";
import { useNowWhile } from "@/lib/useNow";

/** What the server has written down about the account, and whether it is still all there. */
export function LogPage() {
  const account = useAccount();
  const { data: status, error, refetch } = useLogStatus();
  const check = useLogCheck({ refetchOnMount: "always" });
  return (
    <PageShell title="The server’s record" back="/security">
      {error && !status ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!status && !error ? <Skeleton className="h-36 w-full rounded-2xl" /> : null}
      {status ? (
        <>
          <LogAlarms alarms={status.alarms} />
          <div className="flex flex-col gap-3">
            <State status={status} />
            <LogEvents events={status.events} />
            <div className="rounded-2xl bg-surface px-4 ring-1 ring-line empty:hidden">
              <LogFacts status={status} />
            </div>
            {check.error ? <ErrorNotice error={check.error} /> : null}
            <Button
              variant="secondary"
              className="self-start"
              busy={check.isFetching}
              onClick={() => void check.refetch()}
              data-testid="log-check"
            >
              Check now
            </Button>
          </div>
        </>
      ) : null}
      <DecisionList account={account} />
      <Disclosure summary="What the check shows, and what not">
        <WhatItShows first={status?.first} />
      </Disclosure>
    </PageShell>
  );
}

function State({ status }: { readonly status: LogStatus }) {
  const { tone, badge, text } = stateWords(status, useNowWhile(false));
  if (status.state === "alarm") return null;
  return (
    <Notice tone={tone} title={badge} data-testid="log-state">
      {text}
    </Notice>
  );
}

function WhatItShows({ first }: Pick<LogStatus, "first">) {
  return (
    <div className="flex flex-col gap-3 text-muted text-sm leading-relaxed">
      <p>
        The record only grows. This device keeps a fingerprint of it, and asks for proof that the newer record begins
        with the one it knows: when the wallet opens, now and then while it is open, and after each payment. What the
        server promised to write down has to be there.
      </p>
      <p>
        {first ? `How the record was on ${formatDate(first.seenAt)} this device took on trust. ` : ""}
        It cannot see what other people are shown. Compare with another device of yours: where the number of entries is
        the same, the fingerprint has to be the same.
      </p>
      <p>
        The record itself holds only seals, for everybody. What is under the seals of your account, only you are given.
      </p>
    </div>
  );
}
