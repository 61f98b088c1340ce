"use client";

import type { CancelRequestLink, GuardianCard, RecoveryRequestLink } from "@tandem/protocol";
import { useQuery } from "@tanstack/react-query";
import { walletClient } from "@/lib/walletClient";

const refreshMilliseconds = 5_000;

export type ContractApprovalsProps = {
  readonly request: CancelRequestLink | RecoveryRequestLink;
  readonly card: GuardianCard;
};

/** What a guardian that is a contract has to send, and whether the networks have it: looked at again until they do. */
export function useContractApprovals({ request, card }: ContractApprovalsProps) {
  return useQuery({
    queryKey: ["contract-approvals", request, card.guardian.signer],
    queryFn: async () => (await walletClient()).recovery.readContractApprovals({ request, card }),
    // The person is in another window meanwhile, in their Safe.
    refetchIntervalInBackground: true,
    refetchInterval: ({ state }) =>
      state.data?.some(({ isContract, isApproved }) => isContract && !isApproved) ? refreshMilliseconds : false,
  });
}
