"use client";

import type { RecoveryRecord } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { Button } from "@/components/ui/Button";
import { ErrorNotice } from "@/features/errors";
import { RecoverShell } from "@/features/recovery/RecoverShell";
import { walletClient } from "@/lib/walletClient";

export type KitLostProps = { readonly record: RecoveryRecord; readonly onDiscarded: () => void };

/** The page was closed before the kit's code was kept: nothing was asked yet, so the way on is a new key. */
export function KitLost({ record, onDiscarded }: KitLostProps) {
  const discard = useMutation({
    mutationFn: async () => (await walletClient()).recovery.discard({ id: record.id }),
    onSuccess: onDiscarded,
  });
  return (
    <RecoverShell title="The code was not kept">
      <p className="text-muted">
        This page was closed before you said that you have the new key’s code. It is not stored anywhere, and without it
        the key could not sign. Nothing is lost: make another key.
      </p>
      <Button size="large" block busy={discard.isPending} onClick={() => discard.mutate()}>
        Make another key
      </Button>
      {discard.isError ? <ErrorNotice error={discard.error} /> : null}
    </RecoverShell>
  );
}
