import type { LogStatus } from "@tandem/client";
import { CopyButton } from "@/components/ui/CopyButton";
import { Facts } from "@/components/ui/Facts";
import { count } from "@/features/log/logWords";
import { formatDateTime } from "@/lib/format";

/** The record as this device verified it last. */
export function LogFacts({ status: { state, latest } }: { readonly status: LogStatus }) {
  if (!latest) return null;
  const { size, root, seenAt } = latest;
  return (
    <Facts
      facts={[
        { label: state === "alarm" ? "Last in order" : "Last checked", value: formatDateTime(seenAt) },
        { label: "Entries, of everybody", value: count(size), testId: "log-size" },
        {
          label: "Fingerprint",
          value: (
            <span className="flex items-center justify-end">
              <span translate="no" className="font-mono text-xs">
                {root.slice(2, 10)}…{root.slice(-8)}
              </span>
              <CopyButton variant="ghost" size="small" value={root} noun="Fingerprint" className="-my-2 text-muted" />
            </span>
          ),
        },
      ]}
    />
  );
}
