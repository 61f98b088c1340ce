"use client";

import type { RecoveryRecord, StartSoloRecoveryReturnType } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { DownloadButton } from "@/components/DownloadButton";
import { EntryShell } from "@/components/EntryShell";
import { PageHeading } from "@/components/PageHeading";
import { Button } from "@/components/ui/Button";
import { ErrorNotice } from "@/features/errors";
import { walletClient } from "@/lib/walletClient";

export type KitStepProps = {
  readonly record: RecoveryRecord;
  readonly kit: StartSoloRecoveryReturnType["kit"];
  readonly onKept: () => void;
};

/** The other part of the new key: its file and, once, its code. */
export function KitStep({ record, kit, onKept }: KitStepProps) {
  const [isSaved, setSaved] = useState(false);
  const [isWritten, setWritten] = useState(false);
  const keep = useMutation({
    mutationFn: async () => (await walletClient()).recovery.keepKit({ id: record.id }),
    onSuccess: onKept,
  });
  return (
    <EntryShell>
      <div className="flex animate-rise flex-col gap-6">
        <PageHeading className="text-3xl leading-tight">Keep the other part</PageHeading>
        <p className="text-muted">
          Without this file and its code the new key cannot sign. The code is shown only now. Write it on paper.
        </p>
        <DownloadButton
          size="large"
          block
          variant="secondary"
          text={kit.file}
          fileName={kit.fileName}
          onSaved={() => setSaved(true)}
        >
          Save the kit’s file
        </DownloadButton>
        <p
          translate="no"
          className="select-all break-words rounded-2xl bg-sunken p-4 text-center font-mono text-lg leading-relaxed"
          data-testid="recovery-kit-code"
        >
          {kit.code}
        </p>
        <label className="flex gap-3 text-sm">
          <input
            type="checkbox"
            checked={isWritten}
            onChange={(event) => setWritten(event.target.checked)}
            className="mt-0.5 size-5 shrink-0 accent-accent"
          />
          I have written the code down.
        </label>
        <Button
          size="large"
          block
          disabled={!isSaved || !isWritten}
          busy={keep.isPending}
          onClick={() => keep.mutate()}
        >
          Continue
        </Button>
        {keep.isError ? <ErrorNotice error={keep.error} /> : null}
      </div>
    </EntryShell>
  );
}
