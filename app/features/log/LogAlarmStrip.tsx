"use client";

import { usePathname } from "next/navigation";
import { ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { logPath } from "@/features/log/logPath";
import { useLogStatus } from "@/features/log/useLogStatus";

/** Above every screen of the wallet, for as long as the alarm is written down on this device. */
export function LogAlarmStrip() {
  const { data } = useLogStatus();
  const pathname = usePathname();
  if (data?.state !== "alarm" || pathname === logPath) return null;
  return (
    <aside aria-label="Alarm" className="print:hidden">
      <Notice
        announce
        tone="danger"
        title="The server’s record was changed"
        className="rounded-none px-5 sm:px-6 lg:px-10"
        actions={
          <ButtonLink href={logPath} size="small" variant="danger">
            What to do
          </ButtonLink>
        }
        data-testid="log-alarm"
      >
        Stop paying until you know why.
      </Notice>
    </aside>
  );
}
