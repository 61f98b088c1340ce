"use client";

import type { StoredAccount } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { useSync } from "@/features/sync/useSync";
import { formatTime } from "@/lib/format";
import { walletClient } from "@/lib/walletClient";

/** Whether contacts, guardians and settings are on the other devices too, and what to do where they are not. */
export function SyncState({ account }: { readonly account: StoredAccount }) {
  const { accountId } = account;
  const { data, error, refetch, dataUpdatedAt } = useSync(account);
  const open = useMutation({
    mutationFn: async () => {
      await (await walletClient()).unlock({ accountId });
      await refetch();
    },
  });
  const failure = error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null;
  if (failure && !data) return failure;
  if (data?.status === "this-device-only")
    return (
      <Notice tone="caution" title="They are on this device only" data-testid="sync-state">
        This account has no sealed copy with us, so there is nothing to share them under.
      </Notice>
    );
  if (data?.status === "waits-for-passkey")
    return (
      <>
        <Notice
          tone="caution"
          title="Not compared with your other devices yet"
          data-testid="sync-state"
          actions={
            <Button
              size="small"
              busy={open.isPending}
              icon={<Fingerprint aria-hidden="true" className="size-4" />}
              onClick={() => open.mutate()}
            >
              Compare with your passkey
            </Button>
          }
        >
          Your passkey opens what they are sealed under. Until then they stay on this device.
        </Notice>
        {open.isError ? <ErrorNotice error={open.error} /> : null}
      </>
    );
  return (
    <>
      {failure}
      <p className="text-muted text-sm" data-testid="sync-state">
        {data
          ? `Compared with your other devices at ${formatTime(dataUpdatedAt)}.`
          : "Comparing with your other devices."}
      </p>
    </>
  );
}
