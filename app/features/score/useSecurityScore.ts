"use client";

import type { GuardianState, StoredAccount } from "@tandem/client";
import { useQuery } from "@tanstack/react-query";
import { useChannels } from "@/features/alarms";
import { useChain } from "@/features/assets";
import { areTooFewHeard, guardianInvitesQuery, guardianNetworksQuery, guardianStateQuery } from "@/features/guardians";
import { useServiceAccount } from "@/features/limits";
import { type SecurityScore, toSecurityScore } from "@/features/score/securityScore";
import { hasDeviceExport } from "@/lib/deviceExports";

/** The score of an account, once the service has said what it keeps. */
export function useSecurityScore(account: StoredAccount): SecurityScore | undefined {
  const { accountId } = account;
  const { data } = useServiceAccount(account);
  const { chain } = useChain();
  const guardians = useQuery(guardianStateQuery(accountId, chain?.chainId));
  const { current, given } = guardians.data?.book ?? {};
  const hasNamed = (current?.members.length ?? 0) > 0;
  const invites = useQuery({ ...guardianInvitesQuery(accountId), enabled: hasNamed });
  const networks = useQuery({ ...guardianNetworksQuery(account), enabled: current !== undefined });
  const signs = invites.data && { invites: invites.data, given };
  const { data: channels } = useChannels(account);
  if (!data) return undefined;
  return toSecurityScore({
    devices: data.devices.length,
    opensElsewhere: data.hasVault && data.credentials.some(({ backedUp }) => backedUp === true),
    hasKit: data.kit !== undefined && data.kit !== null,
    // Whether they are still there is part of it.
    guardians: guardians.data && (signs || !hasNamed) ? countGuardians(guardians.data) : undefined,
    areGuardiansSilent: signs !== undefined && areTooFewHeard(current, signs, Date.now()),
    // Not one that waits for its time already.
    hasOldGuardians:
      networks.data?.some(({ status, scheduled }) => status === "earlier" && !scheduled?.isMeant) ?? false,
    passkeys: data.credentials.length,
    hasExport: hasDeviceExport(account),
    channels: channels?.channels.filter(({ isConfirmed }) => isConfirmed).length ?? 0,
    hasSecondFactor: data.hasSecondFactor ?? false,
  });
}

function countGuardians({ status, book }: GuardianState): number {
  if (status === "none") return 0;
  // Set on another device: that there are some is on the chain, who they are is not.
  return status === "unknown" ? 1 : (book.current?.config.commitments.length ?? 0);
}
