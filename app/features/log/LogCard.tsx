"use client";

import { ScrollText } from "lucide-react";
import { SecurityCard } from "@/components/SecurityCard";
import { ButtonLink } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { LogEvents } from "@/features/log/LogEvents";
import { LogFacts } from "@/features/log/LogFacts";
import { logPath } from "@/features/log/logPath";
import { stateWords } from "@/features/log/logWords";
import { useLogStatus } from "@/features/log/useLogStatus";
import { useNowWhile } from "@/lib/useNow";

/** Whether the server's record is still the one that this device has seen. */
export function LogCard() {
  const { data, error, refetch } = useLogStatus();
  const now = useNowWhile(false);
  const words = data && stateWords(data, now);
  return (
    <SecurityCard
      icon={ScrollText}
      title="The server’s record"
      badge={words ? <span data-testid="log-state">{words.badge}</span> : undefined}
      text={`Our server writes down every decision about your account. ${words?.text ?? ""}`}
      anchor="security-log"
    >
      {error && !data ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton className="h-24 w-full rounded-xl" /> : null}
      {data ? (
        <>
          <LogFacts status={data} />
          <LogEvents events={data.events} />
        </>
      ) : null}
      <ButtonLink href={logPath} variant={data?.state === "alarm" ? "danger" : "secondary"} className="self-start">
        {data?.state === "alarm" ? "What to do" : "See the record"}
      </ButtonLink>
    </SecurityCard>
  );
}
