"use client";

import type { JournalOperation } from "@tandem/client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { goesOnByItself } from "@/features/operations/operationPhase";
import { isRunning, resumeOperation } from "@/features/operations/operationRuns";
import { useOperations } from "@/features/operations/useOperations";

const tryEveryMilliseconds = 4_000;

/** While the wallet is open, whatever was signed is sent and whatever was sent is awaited, as often as it takes. */
export function useAutoResume(accountId: JournalOperation["accountId"]): void {
  const queryClient = useQueryClient();
  const { data: operations = [] } = useOperations(accountId);
  const open = operations
    .filter(goesOnByItself)
    .map(({ id }) => id)
    .join();
  const finished = operations.filter(({ state }) => state === "confirmed" || state === "failed").length;

  useEffect(() => {
    if (open === "") return;
    const resume = () => {
      for (const id of open.split(",")) if (!isRunning(id)) resumeOperation({ id }).catch(standsInJournal);
    };
    resume();
    const timer = setInterval(resume, tryEveryMilliseconds);
    return () => clearInterval(timer);
  }, [open]);

  useEffect(() => {
    if (finished === 0) return;
    for (const name of ["balances", "activity", "account"]) void queryClient.invalidateQueries({ queryKey: [name] });
  }, [finished, queryClient]);
}

/** The client writes the failure beside the operation, where its screen shows it. */
function standsInJournal(): void {}
