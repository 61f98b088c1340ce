"use client";

import type { StoredAccount } from "@tandem/client";
import { BellRing } from "lucide-react";
import { SecurityCard } from "@/components/SecurityCard";
import { ButtonLink } from "@/components/ui/Button";
import { useAlarms, useChannels } from "@/features/alarms";

/** Who is warned, and the way to what happened. */
export function ChannelsCard({ account }: { readonly account: StoredAccount }) {
  const { data: alarms = [] } = useAlarms(account);
  const { data } = useChannels(account);
  const confirmed = data?.channels.filter(({ isConfirmed }) => isConfirmed).length ?? 0;
  const unseen = alarms.filter(({ seenAt }) => seenAt === undefined).length;
  return (
    <SecurityCard
      icon={BellRing}
      title="Alarms"
      anchor="security-channels"
      badge={unseen > 0 ? `${unseen} new` : undefined}
      text={
        data && confirmed === 0
          ? "Nobody can warn you while this wallet is closed. Add an e-mail address or notifications."
          : "You are told of a recovery, a change of guardians, a new device, and everything else that changes who holds the account."
      }
    >
      <ButtonLink href="/alarms" variant="secondary" className="self-start" data-testid="security-alarms">
        {data && confirmed === 0 ? "Let us warn you" : "See alarms"}
      </ButtonLink>
    </SecurityCard>
  );
}
