"use client";

import { Disclosure } from "@/components/ui/Disclosure";
import { ApproveByContract } from "@/features/guardian-portal/ApproveByContract";
import { ChooseKeyOfCard, type ChooseKeyOfCardProps } from "@/features/guardian-portal/ChooseKeyOfCard";
import { type ContractApprovalsProps, useContractApprovals } from "@/features/guardian-portal/useContractApprovals";

export type ChooseApprovalProps = ChooseKeyOfCardProps &
  ContractApprovalsProps & {
    /** Once the networks have the approval of a contract. */
    readonly onContract: () => Promise<void>;
  };

/** How a guardian says yes: with the key on its card, or, where it is a Safe, by a transaction of its own. */
export function ChooseApproval({ request, onContract, ...key }: ChooseApprovalProps) {
  const { card } = key;
  const { data, isLoading } = useContractApprovals({ request, card });
  const keys = (
    <>
      <p className="text-muted text-sm">You sign; nothing is paid.</p>
      <ChooseKeyOfCard {...key} />
    </>
  );
  const contract = <ApproveByContract request={request} card={card} onApproved={onContract} />;
  const isContract = data?.some((chain) => chain.isContract) ?? false;
  const isPasskey = data?.length === 0;
  // The keys stay where they are when the answer comes: one of them may be in use by then.
  return (
    <>
      {isContract ? contract : keys}
      {isContract ? (
        <Disclosure summary="It is a wallet in this browser instead">
          <div className="flex flex-col gap-3">{keys}</div>
        </Disclosure>
      ) : isLoading || isPasskey ? null : (
        <Disclosure summary="Your guardian is a Safe or another contract?">{contract}</Disclosure>
      )}
    </>
  );
}
