"use client";

import type { GuardianSet, GuardianState, StoredAccount } from "@tandem/client";
import type { GuardianInvite } from "@tandem/protocol";
import { useQuery } from "@tanstack/react-query";
import { useChannels } from "@/features/alarms";
import { useChain } from "@/features/assets";
import { guardianInvitesQuery, guardianStateQuery, isLongSilent } from "@/features/guardians";
import { useServiceAccount } from "@/features/limits";
import { type SecurityScore, toSecurityScore } from "@/features/score/securityScore";
import { hasDeviceExport } from "@/lib/deviceExports";

/** The score of an account, once the service has said what it keeps. */
export function useSecurityScore(account: StoredAccount): SecurityScore | undefined {
  const { accountId } = account;
  const { data } = useServiceAccount(account);
  const { chain } = useChain();
  const guardians = useQuery(guardianStateQuery(accountId, chain?.chainId));
  const members = guardians.data?.book.current?.members.length ?? 0;
  const invites = useQuery({
    ...guardianInvitesQuery(accountId),
    enabled: members > 0,
  });
  const { data: channels } = useChannels(account);
  if (!data) return undefined;
  return toSecurityScore({
    devices: data.devices.length,
    opensElsewhere: data.hasVault && data.credentials.some(({ backedUp }) => backedUp === true),
    hasKit: data.kit !== undefined && data.kit !== null,
    guardians: guardians.data && countGuardians(guardians.data),
    areGuardiansSilent: invites.data !== undefined && areSilent(guardians.data?.book.current, invites.data),
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

/** Fewer than are needed have given a sign lately. Who is known by a commitment only cannot be asked. */
function areSilent(current: GuardianSet | undefined, invites: readonly GuardianInvite[]): boolean {
  if (!current || current.members.length < current.config.commitments.length) return false;
  const heard = current.members.filter((entry) => !isLongSilent(entry, invites, Date.now()));
  return heard.length < current.config.threshold;
}
