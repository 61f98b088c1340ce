"use client";

import type { StoredAccount } from "@tandem/client";
import { LockKeyhole } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/Button";
import { Choice } from "@/components/ui/Choice";
import {
  autoLockChoices,
  getServerSession,
  getSession,
  setAutoLockMinutes,
  subscribeSession,
  useSession,
} from "@/features/session";
import { useUpdateSynced } from "@/features/sync";

export function AutoLock({ account }: { readonly account: StoredAccount }) {
  const update = useUpdateSynced(account);
  const { autoLockMinutes } = useSyncExternalStore(subscribeSession, getSession, getServerSession);
  const { lock } = useSession();
  return (
    <div className="flex flex-col items-start gap-3">
      <div className="w-full">
        <Choice
          legend="Lock after"
          value={String(autoLockMinutes)}
          onChange={(minutes) => {
            setAutoLockMinutes(Number(minutes));
            update.mutate((data) => ({ ...data, settings: { ...data.settings, autoLockMinutes: Number(minutes) } }));
          }}
          options={autoLockChoices.map((minutes) => ({ value: String(minutes), label: `${minutes} min` }))}
        />
      </div>
      <Button
        variant="secondary"
        onClick={lock}
        icon={<LockKeyhole aria-hidden="true" className="size-[1.125rem]" />}
        className="lg:hidden"
      >
        Lock now
      </Button>
    </div>
  );
}
