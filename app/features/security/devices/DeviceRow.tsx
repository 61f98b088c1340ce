import { Laptop } from "lucide-react";
import type { ReactNode } from "react";
import { formatDate } from "@/lib/format";
import { untrustedText } from "@/lib/untrustedText";

export type DeviceRowProps = {
  readonly device: {
    readonly name: string;
    readonly createdAt: number;
    readonly lastUsedAt: number;
    readonly current: boolean;
    readonly quarantinedUntil?: number | undefined;
  };
  readonly action?: ReactNode;
};

export function DeviceRow({ device, action }: DeviceRowProps) {
  const { name, createdAt, lastUsedAt, current, quarantinedUntil } = device;
  return (
    <li className="flex items-center gap-3.5 py-3.5 text-sm first:pt-0 last:pb-0" data-testid="security-device">
      <Laptop aria-hidden="true" className="size-5 shrink-0 text-muted" />
      <span className="min-w-0 flex-1">
        <bdi className="block truncate font-medium">{untrustedText(name)}</bdi>
        <span className="text-muted">
          Since {formatDate(createdAt)}
          {current ? "" : `, last used ${formatDate(lastUsedAt)}`}
        </span>
        {quarantinedUntil === undefined ? null : (
          <span className="block text-caution">
            New: pays known recipients only until {formatDate(quarantinedUntil)}
          </span>
        )}
      </span>
      {current ? (
        <span className="rounded-full bg-accent-soft px-2.5 py-1 font-medium text-accent text-xs">This device</span>
      ) : (
        action
      )}
    </li>
  );
}
