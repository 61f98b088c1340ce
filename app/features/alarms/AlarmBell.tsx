"use client";

import type { StoredAccount } from "@tandem/client";
import { Bell } from "lucide-react";
import { ButtonLink } from "@/components/ui/Button";
import { useAlarms } from "@/features/alarms/useAlarms";

/** The way to the alarms, with the number of those nobody has seen. */
export function AlarmBell({ account }: { readonly account: StoredAccount }) {
  const { data = [] } = useAlarms(account);
  const unseen = data.filter(({ seenAt }) => seenAt === undefined).length;
  const count = unseen > 9 ? "9+" : String(unseen);
  return (
    <ButtonLink
      href="/alarms"
      variant="ghost"
      size="icon"
      className="relative"
      aria-label={unseen === 0 ? "Alarms" : `Alarms, ${unseen} new`}
      data-testid="home-alarms"
    >
      <Bell aria-hidden="true" className="size-5" />
      {unseen > 0 ? (
        <span
          aria-hidden="true"
          className="absolute end-1 top-1 min-w-4.5 rounded-full bg-danger px-1 text-center font-semibold text-[0.6875rem] text-page leading-[1.125rem]"
        >
          {count}
        </span>
      ) : null}
    </ButtonLink>
  );
}
