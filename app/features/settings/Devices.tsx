"use client";

import type { StoredAccount } from "@tandem/client";
import { Laptop } from "lucide-react";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { useServiceAccount } from "@/features/limits";
import { Card } from "@/features/settings/Section";
import { formatDate } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";

/** Every device that may ask the server to co-sign. */
export function Devices({ account }: { readonly account: StoredAccount }) {
  const { data, error, refetch } = useServiceAccount(account);
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-16 w-full rounded-2xl" />;
  return (
    <Card>
      <ul className="divide-y divide-line">
        {data.devices.map((device) => (
          <li key={device.keyId} className="flex items-center gap-3.5 py-3.5 text-sm">
            <Laptop aria-hidden="true" className="size-5 shrink-0 text-muted" />
            <span className="min-w-0 flex-1">
              <bdi className="block truncate font-medium">{untrustedText(device.name)}</bdi>
              <span className="text-muted">
                Since {formatDate(device.createdAt)}
                {device.current ? "" : `, last used ${formatDate(device.lastUsedAt)}`}
              </span>
            </span>
            {device.current ? (
              <span className="rounded-full bg-accent-soft px-2.5 py-1 font-medium text-accent text-xs">
                This device
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
