"use client";

import type { StoredAccount } from "@tandem/client";
import { Archive } from "lucide-react";
import { SecurityCard } from "@/features/security/SecurityCard";

export function BackupCard({ account }: { readonly account: StoredAccount }) {
  return (
    <SecurityCard
      icon={Archive}
      title="Backup"
      anchor="security-kit"
      text={
        account.hasVault
          ? "A sealed copy of this device’s part is kept with the server; only your passkey opens it. A new device signs in with the same passkey. Backup kit and guardians are not set up: without our server this account cannot be recovered."
          : "This device’s part is kept here only, sealed under your password. If this device is lost, the account is lost: there is no copy, and backup kit and guardians are not set up."
      }
    />
  );
}
