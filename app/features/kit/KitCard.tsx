"use client";

import type { StoredAccount } from "@tandem/client";
import { FileKey } from "lucide-react";
import { ButtonLink } from "@/components/ui/Button";
import { useKitUpdates } from "@/features/kit/useKitUpdates";
import { useServiceAccount } from "@/features/limits";

export type KitCardProps = {
  readonly account: StoredAccount;
  /** What would happen without one. */
  readonly reason?: string | undefined;
};

/** Home asks for the backup kit until there is one, and keeps what an older one needs. */
export function KitCard({ account, reason }: KitCardProps) {
  const { data } = useServiceAccount(account);
  useKitUpdates(account);
  if (!data || data.kit) return null;
  return (
    <section
      aria-labelledby="home-kit"
      className="flex animate-fade flex-col gap-4 rounded-3xl bg-accent-soft p-5 sm:flex-row sm:items-center"
      data-testid="home-kit"
    >
      <FileKey aria-hidden="true" className="size-7 shrink-0 text-accent" strokeWidth={1.75} />
      <div className="min-w-0 flex-1">
        <h2 id="home-kit" className="font-semibold">
          Save your backup kit
        </h2>
        <p className="mt-0.5 text-muted text-sm">
          {reason ?? "It brings this account back if you lose your device or your passkey."}
        </p>
      </div>
      <ButtonLink href="/kit" className="shrink-0">
        Save it now
      </ButtonLink>
    </section>
  );
}
