"use client";

import { useSyncExternalStore } from "react";
import { Choice } from "@/components/ui/Choice";
import {
  autoLockChoices,
  getServerSession,
  getSession,
  setAutoLockMinutes,
  subscribeSession,
} from "@/features/session";

export function AutoLock() {
  const { autoLockMinutes } = useSyncExternalStore(subscribeSession, getSession, getServerSession);
  return (
    <Choice
      legend="Lock after"
      value={String(autoLockMinutes)}
      onChange={(minutes) => setAutoLockMinutes(Number(minutes))}
      options={autoLockChoices.map((minutes) => ({ value: String(minutes), label: `${minutes} min` }))}
    />
  );
}
