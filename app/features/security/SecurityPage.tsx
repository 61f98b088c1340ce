"use client";

import { PageShell } from "@/components/PageShell";
import { PendingChanges } from "@/features/changes";
import { ExitCard } from "@/features/exit";
import { useSecurityScore } from "@/features/score";
import { BackupCard } from "@/features/security/BackupCard";
import { DevicesCard } from "@/features/security/devices/DevicesCard";
import { FreezeCard } from "@/features/security/FreezeCard";
import { RulesCard } from "@/features/security/RulesCard";
import { ScoreCard } from "@/features/security/ScoreCard";
import { useAccount } from "@/features/session";

/** Everything that guards the account: a score with the next best step, then one card a thing. */
export function SecurityPage() {
  const account = useAccount();
  const score = useSecurityScore(account);
  return (
    <PageShell title="Security">
      <PendingChanges account={account} />
      <ScoreCard score={score} />
      <BackupCard account={account} />
      <DevicesCard account={account} />
      <ExitCard />
      <RulesCard />
      <FreezeCard account={account} />
    </PageShell>
  );
}
