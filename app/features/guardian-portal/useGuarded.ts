"use client";

import type { GuardianCard } from "@tandem/protocol";
import { useQuery } from "@tanstack/react-query";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 15_000;

/** How the account on a card stands, read from the networks on the card. */
export function useGuarded(card: GuardianCard) {
  return useQuery({
    queryKey: ["guarded", card.address, card.guardian.signer, card.issuedAt],
    queryFn: async () => (await walletClient()).guardians.readGuarded({ card }),
    refetchInterval: refreshMilliseconds,
  });
}
