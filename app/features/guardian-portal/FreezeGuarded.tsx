"use client";

import type { GuardianCard } from "@tandem/protocol";
import { useMutation } from "@tanstack/react-query";
import { Disclosure } from "@/components/ui/Disclosure";
import { Notice } from "@/components/ui/Notice";
import { ChooseKeyOfCard } from "@/features/guardian-portal/ChooseKeyOfCard";
import { useGuarded } from "@/features/guardian-portal/useGuarded";
import { walletClient } from "@/lib/walletClient";

/** One guardian stops the service from signing with a device that was stolen; the owner's passkey lifts it at once. */
export function FreezeGuarded({ card }: { readonly card: GuardianCard }) {
  const { data: chains = [] } = useGuarded(card);
  const freeze = useMutation({
    mutationFn: async (key: Parameters<Parameters<typeof ChooseKeyOfCard>[0]["onKey"]>[0]) =>
      (await walletClient()).guardians.freeze({ card, key }),
  });
  if (freeze.isSuccess) {
    return (
      <Notice tone="success" announce title="The account is frozen" data-testid="guarded-frozen">
        Our server signs no payment of it until your friend lifts it with a passkey. A backup kit together with a device
        still moves money: tell your friend.
      </Notice>
    );
  }
  return (
    <Disclosure summary="A device of your friend was stolen" data-testid="guarded-freeze">
      <div className="flex flex-col gap-3">
        <p className="text-muted text-sm">
          You can freeze the account: our server then signs no payment. Your friend lifts it with a passkey. Guardians
          can do this once in 7 days.
        </p>
        {chains.some(({ guardianIsContract }) => guardianIsContract) ? (
          <Notice tone="caution" title="Your guardian is a Safe or another contract">
            Only a wallet that signs in its name can freeze here, and few do. Without one, call your friend: any other
            device of theirs freezes the account under “Security”. So can another guardian, with their own card.
          </Notice>
        ) : null}
        <ChooseKeyOfCard
          card={card}
          verb="Freeze it with"
          passkeyLabel="Freeze it with your passkey"
          onKey={async (key) => freeze.mutateAsync(key)}
        />
      </div>
    </Disclosure>
  );
}
