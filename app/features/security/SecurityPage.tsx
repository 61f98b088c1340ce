"use client";

import { PageShell } from "@/components/PageShell";
import { PendingChanges } from "@/features/changes";
import { ExitCard } from "@/features/exit";
import { KeyNotice } from "@/features/key";
import { LogCard } from "@/features/log";
import { useSecurityScore } from "@/features/score";
import { BackupCard } from "@/features/security/BackupCard";
import { ChannelsCard } from "@/features/security/ChannelsCard";
import { DevicesCard } from "@/features/security/devices/DevicesCard";
import { RotationNotice } from "@/features/security/devices/RotationNotice";
import { FreezeCard } from "@/features/security/FreezeCard";
import { GuardiansCard } from "@/features/security/GuardiansCard";
import { KeyCard } from "@/features/security/KeyCard";
import { LeaveCard } from "@/features/security/LeaveCard";
import { LockOuts } from "@/features/security/LockOuts";
import { PasskeysCard } from "@/features/security/PasskeysCard";
import { RulesCard } from "@/features/security/RulesCard";
import { ScoreCard } from "@/features/security/ScoreCard";
import { SecondFactorCard } from "@/features/security/SecondFactorCard";
import { useAccount } from "@/features/session";

/** Told where they can be answered. */
const ownNotices = ["rotation", "delete-data"];

/** Everything that guards the account: a score with the next best step, then one card a thing. */
export function SecurityPage() {
  const account = useAccount();
  const score = useSecurityScore(account);
  return (
    <PageShell title="Security">
      <KeyNotice account={account} />
      <RotationNotice account={account} />
      <PendingChanges account={account} except={ownNotices} />
      <ScoreCard score={score} />
      <LockOuts lockOuts={score?.lockOuts} />
      <BackupCard account={account} />
      <GuardiansCard account={account} />
      <DevicesCard account={account} />
      <ChannelsCard account={account} />
      <PasskeysCard account={account} />
      <SecondFactorCard account={account} />
      <KeyCard account={account} />
      <ExitCard />
      <RulesCard />
      <FreezeCard account={account} />
      <LogCard />
      <LeaveCard account={account} />
    </PageShell>
  );
}
