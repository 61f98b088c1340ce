"use client";

import type { StartSoloRecoveryReturnType } from "@tandem/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { EntryShell } from "@/components/EntryShell";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { Begin } from "@/features/recovery/Begin";
import { KitLost } from "@/features/recovery/KitLost";
import { KitStep } from "@/features/recovery/KitStep";
import { Progress } from "@/features/recovery/Progress";
import { walletClient } from "@/lib/walletClient";

const recoveriesKey = ["recoveries"];

/** "I lost everything": a card, a new key, a link for the guardians, and then where it stands. Reloads go on here. */
export function Recover() {
  const cache = useQueryClient();
  const recoveries = useQuery({
    queryKey: recoveriesKey,
    // What asks no guardian has a page of its own.
    queryFn: async () => (await (await walletClient()).recovery.list()).filter(({ handsOver }) => !handsOver),
  });
  // In a ref, not in state: with this screen the code leaves memory.
  const kit = useRef<StartSoloRecoveryReturnType["kit"]>(undefined);
  const [hasKit, setHasKit] = useState(false);
  useEffect(
    () => () => {
      kit.current = undefined;
    },
    [],
  );
  const refresh = () => cache.invalidateQueries({ queryKey: recoveriesKey });
  const [record] = recoveries.data ?? [];
  if (recoveries.error)
    return (
      <EntryShell>
        <ErrorNotice error={recoveries.error} onRetry={() => void recoveries.refetch()} />
      </EntryShell>
    );
  if (!recoveries.data)
    return (
      <EntryShell>
        <Skeleton className="h-64 w-full rounded-2xl" />
      </EntryShell>
    );
  const leaveKit = async () => {
    await refresh();
    kit.current = undefined;
    setHasKit(false);
  };
  if (record && hasKit && !record.isKitKept)
    return <KitStep record={record} kit={kit} onKept={() => void leaveKit()} />;
  // The code is shown once: closed before it was kept, the key could never sign.
  if (record && !record.isKitKept) return <KitLost record={record} onDiscarded={() => void refresh()} />;
  if (record) return <Progress record={record} onDiscarded={() => void refresh()} />;
  return (
    <Begin
      onKit={(made) => {
        kit.current = made;
        setHasKit(true);
      }}
      onStarted={() => void refresh()}
    />
  );
}
