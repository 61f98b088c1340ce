"use client";

import type { StoredAccount } from "@tandem/client";
import { Users } from "lucide-react";
import { SecurityCard } from "@/components/SecurityCard";
import { ButtonLink } from "@/components/ui/Button";
import { useGuardians } from "@/features/guardians";

export function GuardiansCard({ account }: { readonly account: StoredAccount }) {
  const { state } = useGuardians(account);
  const current = state.data?.book.current;
  const isSet = state.data?.status === "active" || state.data?.status === "signed";
  return (
    <SecurityCard
      icon={Users}
      title="Guardians"
      anchor="security-guardians"
      badge={isSet && current ? `${current.config.threshold} of ${current.members.length}` : undefined}
      text="People you trust. If you lose everything, some of them together give your account a new key. One alone can do nothing."
    >
      <ButtonLink href="/guardians" variant="secondary" className="self-start">
        {isSet ? "See your guardians" : "Choose guardians"}
      </ButtonLink>
    </SecurityCard>
  );
}
