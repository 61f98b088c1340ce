"use client";

import type { StoredAccount } from "@tandem/client";
import { useEffect } from "react";
import { autoLockChoices, getSession, setAutoLockMinutes } from "@/features/session/lockStore";
import { useSync, useSynced } from "@/features/sync";
import { currentTheme, parseTheme, setTheme } from "@/lib/preferences";

/** Keeps an open account in step with its other devices, and their settings in force here. Draws nothing. */
export function SharedSettings({ account }: { readonly account: StoredAccount }): null {
  useSync(account);
  const { appearance, autoLockMinutes } = useSynced(account)?.settings ?? {};
  useEffect(() => {
    if (typeof appearance === "string" && appearance !== currentTheme()) setTheme(parseTheme(appearance));
  }, [appearance]);
  useEffect(() => {
    const minutes = autoLockChoices.find((choice) => choice === autoLockMinutes);
    if (minutes !== undefined && minutes !== getSession().autoLockMinutes) setAutoLockMinutes(minutes);
  }, [autoLockMinutes]);
  return null;
}
