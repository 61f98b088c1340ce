"use client";

import type { StoredAccount } from "@tandem/client";
import { useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { describeCall, isContract, useChain } from "@/features/assets";
import { useContacts } from "@/features/contacts";
import { useOperations } from "@/features/operations";
import type { Check } from "@/features/review";
import { queryKeys } from "@/lib/queryKeys";
import { untrustedText } from "@/lib/untrustedText";

/** What can be found out about a recipient before paying. What cannot is said, never left out. */
export function useRecipientChecks(parameters: {
  account: StoredAccount;
  recipient: Address | undefined;
  checksummed: boolean;
}): readonly Check[] {
  const { account, recipient, checksummed } = parameters;
  const { chain, assets } = useChain();
  const operations = useOperations(account.accountId);
  const contract = useQuery({
    queryKey: queryKeys.recipient(recipient ?? "none", chain?.chainId ?? 0),
    enabled: chain !== undefined && recipient !== undefined,
    staleTime: 60_000,
    queryFn: async () => {
      if (!chain || !recipient) throw new TypeError("A check needs a chain and a recipient");
      return isContract({ chain, address: recipient });
    },
  });
  const { nameOf } = useContacts(account);
  if (!recipient) return [];

  const paidBefore = operations.data?.some(
    ({ state, chainId, prepared }) =>
      state === "confirmed" &&
      prepared.calls.some((call) => {
        const description = describeCall({ call, chainId, assets });
        return description.to.toLowerCase() === recipient.toLowerCase() && description.kind === "send";
      }),
  );
  const name = nameOf(recipient);
  return [
    contactCheck(name),
    contractCheck(contract.data, contract.isError),
    historyCheck(paidBefore, name !== undefined),
    checksumCheck(checksummed),
  ].flat();
}

function contactCheck(name: string | undefined): readonly Check[] {
  return name === undefined ? [] : [{ grade: "passed", text: `This is your contact “${untrustedText(name)}”.` }];
}

function contractCheck(found: boolean | undefined, failed: boolean): readonly Check[] {
  if (failed) return [{ grade: "unavailable", text: "We could not ask the network whether this is a contract." }];
  if (found === undefined) return [];
  return found
    ? [{ grade: "caution", text: "This address is a contract. Make sure that it can take what you send." }]
    : [{ grade: "passed", text: "This is not a contract." }];
}

/** The journal is this device’s: another one may have paid before. */
function historyCheck(paidBefore: boolean | undefined, isContact: boolean): readonly Check[] {
  if (paidBefore === undefined) return [{ grade: "unavailable", text: "Your history could not be read." }];
  if (paidBefore) return [{ grade: "passed", text: "You have paid this address before, from this device." }];
  return [
    {
      grade: isContact ? "passed" : "caution",
      text: "You pay this address for the first time from this device. Compare it with its owner.",
    },
  ];
}

function checksumCheck(checksummed: boolean): readonly Check[] {
  return checksummed ? [{ grade: "passed", text: "The address has no typing error." }] : [];
}
