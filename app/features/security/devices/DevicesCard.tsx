"use client";

import type { StoredAccount } from "@tandem/client";
import { MonitorSmartphone, Plus } from "lucide-react";
import { useState } from "react";
import { SecurityCard } from "@/components/SecurityCard";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { useServiceAccount } from "@/features/limits";
import { DeviceDialog, type ListedDevice } from "@/features/security/devices/DeviceDialog";
import { DeviceRow } from "@/features/security/devices/DeviceRow";

/** Every device that may ask the server to co-sign. */
export function DevicesCard({ account }: { readonly account: StoredAccount }) {
  const { data, error, refetch } = useServiceAccount(account);
  const [chosen, setChosen] = useState<ListedDevice>();
  return (
    <SecurityCard
      icon={MonitorSmartphone}
      title="Devices"
      anchor="security-devices"
      text="All of them may spend with your passkey. Take out one that you no longer have."
    >
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {data ? (
        <ul className="divide-y divide-line">
          {data.devices.map((device) => (
            <DeviceRow
              key={device.keyId}
              device={device}
              action={
                <Button
                  size="small"
                  variant="secondary"
                  onClick={() => setChosen(device)}
                  aria-label={`Manage ${device.name}`}
                >
                  Manage
                </Button>
              }
            />
          ))}
        </ul>
      ) : null}
      {!data && !error ? <Skeleton className="h-16 w-full rounded-2xl" /> : null}
      <ButtonLink
        href="/add-device"
        variant="secondary"
        className="self-start"
        icon={<Plus aria-hidden="true" className="size-[1.125rem]" />}
        data-testid="security-add-device"
      >
        Add a device
      </ButtonLink>
      <DeviceDialog account={account} device={chosen} onClose={() => setChosen(undefined)} />
    </SecurityCard>
  );
}
