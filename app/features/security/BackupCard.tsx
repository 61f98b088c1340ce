"use client";

import type { StoredAccount } from "@tandem/client";
import { Archive } from "lucide-react";
import { SecurityCard } from "@/components/SecurityCard";
import { KitSettings } from "@/features/kit";

export function BackupCard({ account }: { readonly account: StoredAccount }) {
  return (
    <SecurityCard
      icon={Archive}
      title="Backup"
      anchor="security-kit"
      text={
        account.hasVault
          ? "A sealed copy of this device’s part is kept with the server; only your passkey opens it. A new device signs in with the same passkey. The backup kit brings the account back without the passkey, and together with a device also without our server."
          : "This device’s part is kept here only, sealed under your password. If this device is lost, only the backup kit brings the account back."
      }
    >
      <KitSettings account={account} />
    </SecurityCard>
  );
}
