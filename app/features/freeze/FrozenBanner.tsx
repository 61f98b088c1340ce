"use client";

import type { StoredAccount } from "@tandem/client";
import { ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { StillWorks } from "@/features/freeze/StillWorks";
import { useServiceAccount } from "@/features/limits";

/** Says on home that the account is frozen and what still works. Nothing where it is not. */
export function FrozenBanner({ account, className }: { readonly account: StoredAccount; readonly className?: string }) {
  const { data } = useServiceAccount(account);
  if (!data?.frozen) return null;
  return (
    <Notice
      tone="danger"
      title={data.frozenBy === "guardians" ? "A guardian has frozen this account" : "This account is frozen"}
      className={className ?? ""}
      data-testid="frozen-banner"
      actions={
        <ButtonLink href="/security#freeze" variant="secondary" size="small">
          Unfreeze
        </ButtonLink>
      }
    >
      <StillWorks />
    </Notice>
  );
}
