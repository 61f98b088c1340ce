"use client";

import { PageShell } from "@/components/PageShell";
import { ActivityList } from "@/features/activity/ActivityList";
import { useAccount } from "@/features/session";

export function ActivityPage() {
  return (
    <PageShell title="Activity">
      <ActivityList account={useAccount()} />
    </PageShell>
  );
}
