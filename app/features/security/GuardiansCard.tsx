"use client";

import type { StoredAccount } from "@tandem/client";
import { Users } from "lucide-react";
import { SecurityCard } from "@/components/SecurityCard";
import { ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { listSilent, useGuardians } from "@/features/guardians";
import { untrustedText } from "@/lib/untrustedText";

export function GuardiansCard({ account }: { readonly account: StoredAccount }) {
  const { state, invites, error } = useGuardians(account);
  const { current, given } = state.data?.book ?? {};
  const isSet = state.data?.status === "active" || state.data?.status === "signed";
  const silent = invites.data ? listSilent(current, { invites: invites.data, given }, Date.now()) : [];
  const isLoading = !state.data && !error;
  return (
    <SecurityCard
      icon={Users}
      title="Guardians"
      anchor="security-guardians"
      badge={isSet && current ? `${current.config.threshold} of ${current.config.commitments.length}` : undefined}
      text="People you trust. If you lose everything, as many of them as you choose give your account a new key. They cannot spend your money."
    >
      {silent.length > 0 ? (
        <Notice
          tone="caution"
          title={`No sign for half a year: ${silent.map(({ name }) => untrustedText(name)).join(", ")}`}
        >
          Ask whether they still have their key.
        </Notice>
      ) : null}
      {state.data?.needsSigning ? (
        <Notice tone="caution" title="Your key has changed since you signed for your guardians">
          Look at them and sign once more. Until then they do not count everywhere.
        </Notice>
      ) : null}
      {isLoading ? (
        <Skeleton className="h-11 w-40 rounded-xl" />
      ) : (
        <ButtonLink href="/guardians" variant="secondary" className="self-start">
          {state.data?.status === "none" && !state.data.needsSigning ? "Choose guardians" : "See your guardians"}
        </ButtonLink>
      )}
    </SecurityCard>
  );
}
