"use client";

import type { GuardianState, StoredAccount } from "@tandem/client";
import { useQuery } from "@tanstack/react-query";
import { useChannels } from "@/features/alarms";
import { useChain } from "@/features/assets";
import { useServiceAccount } from "@/features/limits";
import { type SecurityScore, toSecurityScore } from "@/features/score/securityScore";
import { hasDeviceExport } from "@/lib/deviceExports";
import { walletClient } from "@/lib/walletClient";

/** The score of an account, once the service has said what it keeps. */
export function useSecurityScore(account: StoredAccount): SecurityScore | undefined {
  const { accountId } = account;
  const { data } = useServiceAccount(account);
  const { chain } = useChain();
  const chainId = chain?.chainId;
  const guardians = useQuery({
    queryKey: ["guardians", accountId, chainId],
    queryFn: async () => (await walletClient()).guardians.getState({ accountId, chainId: chainId ?? 0 }),
    enabled: chainId !== undefined,
  });
  const { data: channels } = useChannels(account);
  if (!data) return undefined;
  return toSecurityScore({
    devices: data.devices.length,
    opensElsewhere: data.hasVault && data.credentials.some(({ backedUp }) => backedUp === true),
    hasKit: data.kit !== undefined && data.kit !== null,
    guardians: guardians.data && countGuardians(guardians.data),
    passkeys: data.credentials.length,
    hasExport: hasDeviceExport(account),
    channels: channels?.channels.filter(({ isConfirmed }) => isConfirmed).length ?? 0,
    hasSecondFactor: data.hasSecondFactor ?? false,
  });
}

function countGuardians({ status, book }: GuardianState): number {
  if (status === "none") return 0;
  // Set on another device: that there are some is on the chain, who they are is not.
  return status === "unknown" ? 1 : (book.current?.members.length ?? 0);
}
