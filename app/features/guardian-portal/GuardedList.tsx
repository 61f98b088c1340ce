"use client";

import type { GuardianCard } from "@tandem/protocol";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PageHeading } from "@/components/PageHeading";
import { ButtonLink } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { CardInput } from "@/features/guardian-portal/CardInput";
import { GuardedState } from "@/features/guardian-portal/GuardedState";
import { PortalShell } from "@/features/guardian-portal/PortalShell";
import { useGuardianCards } from "@/features/guardian-portal/useGuardianCards";
import { untrustedText } from "@/lib/untrustedText";
import { walletClient } from "@/lib/walletClient";

/** Everybody whom this browser's cards guard, and whether something goes on there. */
export function GuardedList() {
  const [opened, setOpened] = useState<GuardianCard>();
  const kept = useGuardianCards();
  const cards = [...(opened ? [opened] : []), ...(kept.data ?? [])];
  return (
    <PortalShell>
      <div className="flex animate-rise flex-col gap-6">
        <PageHeading className="text-3xl leading-tight">People you guard</PageHeading>
        <p className="text-muted">What goes on with their accounts, read from the networks themselves.</p>
        {kept.error ? <ErrorNotice error={kept.error} onRetry={() => void kept.refetch()} /> : null}
        {kept.data ? null : <Skeleton className="h-32 w-full rounded-2xl" />}
        {cards.map((card) => (
          <Guarded key={`${card.address}:${card.guardian.signer}`} card={card} />
        ))}
        {kept.data && cards.length === 0 ? (
          <section aria-label="Your card" className="flex flex-col gap-3">
            <p className="text-muted text-sm">
              No card is kept in this browser. Open one to see the account it guards.
            </p>
            <CardInput onCard={setOpened} />
          </section>
        ) : null}
      </div>
    </PortalShell>
  );
}

function Guarded({ card }: { readonly card: GuardianCard }) {
  const link = useQuery({
    queryKey: ["guardian-card", card.address, card.guardian.signer, card.issuedAt],
    queryFn: async () => (await walletClient()).guardians.formatCard({ card }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section className="flex flex-col gap-3" data-testid="guarded-account">
      <h2 className="font-semibold">
        <bdi>{untrustedText(card.accountName)}</bdi>
      </h2>
      <GuardedState card={card} />
      {link.data ? (
        <ButtonLink href={`/guardian/card#${link.data.fragment}`} variant="secondary" className="self-start">
          Open the card
        </ButtonLink>
      ) : null}
    </section>
  );
}
