"use client";

import type { StoredAccount } from "@tandem/client";
import type { Address } from "viem";
import { describeCall, useChain } from "@/features/assets";
import { useOperations } from "@/features/operations";
import { useChecksum } from "@/lib/useChecksum";

const shown = 4;

/** Addresses this device has paid, latest first. From our own journal only: nobody can plant a look-alike here. */
export function useRecentRecipients(account: StoredAccount): readonly Address[] {
  const { assets } = useChain();
  const { data: operations = [] } = useOperations(account.accountId);
  const checksum = useChecksum();
  const recipients = operations
    .filter(({ state }) => state === "confirmed")
    .flatMap(({ chainId, prepared }) => prepared.calls.map((call) => describeCall({ call, chainId, assets })))
    .flatMap((description) => (description.kind === "send" ? [checksum(description.to)] : []));
  return [...new Set(recipients)].slice(0, shown);
}
