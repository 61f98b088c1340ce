"use client";

import type { StoredAccount } from "@tandem/client";
import { ButtonLink } from "@/components/ui/Button";
import { Facts } from "@/components/ui/Facts";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { useGuardians } from "@/features/guardians";
import { areGuardiansNewer } from "@/features/kit/kitGuardians";
import { useServiceAccount } from "@/features/limits";
import { useSynced } from "@/features/sync";
import { formatDate } from "@/lib/format";

/** The kit's age and its two actions, for the settings. */
export function KitSettings({ account }: { readonly account: StoredAccount }) {
  const { data, error, refetch } = useServiceAccount(account);
  const { state } = useGuardians(account);
  const synced = useSynced(account);
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-16 w-full rounded-2xl" />;
  const { kit } = data;
  return (
    <div className="flex flex-col gap-4">
      {kit ? (
        <div className="rounded-2xl bg-surface px-4 ring-1 ring-line">
          <Facts
            facts={[
              { label: "Backup kit made", value: formatDate(kit.madeAt) },
              { label: "Last tested", value: formatDate(kit.checkedAt), testId: "kit-tested" },
            ]}
          />
        </div>
      ) : null}
      {kit &&
      state.data &&
      synced &&
      areGuardiansNewer({ current: state.data.currentHash, inKit: synced.settings.kitGuardians }) ? (
        <Notice tone="caution" title="Your guardians have changed since the kit was made" data-testid="kit-guardians">
          The kit still opens your account. Its file does not know your present guardians; a new kit will.
        </Notice>
      ) : null}
      <div className="flex flex-wrap gap-3">
        {kit ? <ButtonLink href="/kit/test">Test my backup</ButtonLink> : null}
        <ButtonLink href="/kit" variant={kit ? "secondary" : "primary"}>
          {kit ? "Make a new kit" : "Save a backup kit"}
        </ButtonLink>
      </div>
    </div>
  );
}
