"use client";

import type { StoredAccount } from "@tandem/client";
import { useChannels } from "@/features/alarms";
import { useServiceAccount } from "@/features/limits";
import { type SecurityScore, toSecurityScore } from "@/features/score/securityScore";

/** The score of an account, once the service has said what it keeps. */
export function useSecurityScore(account: StoredAccount): SecurityScore | undefined {
  const { data } = useServiceAccount(account);
  const { data: channels } = useChannels(account);
  if (!data) return undefined;
  return toSecurityScore({
    devices: data.devices.length,
    opensElsewhere: data.hasVault && data.credentials.some(({ backedUp }) => backedUp === true),
    hasKit: data.kit !== undefined && data.kit !== null,
    guardians: 0,
    channels: channels?.channels.filter(({ isConfirmed }) => isConfirmed).length ?? 0,
    hasSecondFactor: data.hasSecondFactor ?? false,
  });
}
