"use client";

import type { GuardianKey } from "@tandem/client";
import type { GuardianCard } from "@tandem/protocol";
import { useMutation } from "@tanstack/react-query";
import { Notice } from "@/components/ui/Notice";
import { ChooseKeyOfCard } from "@/features/guardian-portal/ChooseKeyOfCard";
import { walletClient } from "@/lib/walletClient";

/** One signature: the guardian still has the key on its card. */
export function Presence({ card }: { readonly card: GuardianCard }) {
  const { credentialId } = card.guardian;
  const confirm = useMutation({
    mutationFn: async (key: GuardianKey) => (await walletClient()).guardians.confirmPresence({ card, key }),
  });
  if (confirm.isSuccess) return <Notice tone="success" announce title="Your friend sees that you are still there" />;
  return (
    <section aria-label="Still there" className="flex flex-col gap-3">
      <p className="text-muted text-sm">
        Now and then, show that you still have your {credentialId ? "passkey" : "wallet"}. It costs nothing.
      </p>
      <ChooseKeyOfCard
        card={card}
        verb="Show it with"
        passkeyLabel="Show that I am still there"
        onKey={async (key) => confirm.mutateAsync(key)}
      />
    </section>
  );
}
