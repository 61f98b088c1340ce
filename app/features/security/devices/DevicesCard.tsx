"use client";

import type { StoredAccount } from "@tandem/client";
import { MonitorSmartphone } from "lucide-react";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { useServiceAccount } from "@/features/limits";
import { DeviceRow } from "@/features/security/devices/DeviceRow";
import { SecurityCard } from "@/features/security/SecurityCard";

/** Every device that may ask the server to co-sign. */
export function DevicesCard({ account }: { readonly account: StoredAccount }) {
  const { data, error, refetch } = useServiceAccount(account);
  return (
    <SecurityCard
      icon={MonitorSmartphone}
      title="Devices"
      anchor="security-devices"
      text="All of them may spend with your passkey. A lost one is taken out here."
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {data ? (
        <ul className="divide-y divide-line">
          {data.devices.map((device) => (
            <DeviceRow key={device.keyId} device={device} />
          ))}
        </ul>
      ) : null}
      {!data && !error ? <Skeleton className="h-16 w-full rounded-2xl" /> : null}
    </SecurityCard>
  );
}
