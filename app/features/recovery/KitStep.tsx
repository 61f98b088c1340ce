"use client";

import type { RecoveryRecord, StartSoloRecoveryReturnType } from "@tandem/client";
import { useMutation } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import { DownloadButton } from "@/components/DownloadButton";
import { Button } from "@/components/ui/Button";
import { ErrorNotice } from "@/features/errors";
import { RecoverShell } from "@/features/recovery/RecoverShell";
import { OnceOnly } from "@/features/session";
import { walletClient } from "@/lib/walletClient";

export type KitStepProps = {
  readonly record: RecoveryRecord;
  readonly kit: RefObject<StartSoloRecoveryReturnType["kit"] | undefined>;
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
  if (!kit.current) return null;
  const { file, fileName, code } = kit.current;
  return (
    <RecoverShell title="Keep the other part">
      <OnceOnly>The code is shown only now. Without it this key cannot sign, and you make another one.</OnceOnly>
      <p className="text-muted">
        Without this file and its code the new key cannot sign. The code is shown only now. Write it on paper.
      </p>
      <DownloadButton
        size="large"
        block
        variant="secondary"
        text={file}
        fileName={fileName}
        onSaved={() => setSaved(true)}
      >
        Save the kit’s file
      </DownloadButton>
      <p
        translate="no"
        className="select-all break-words rounded-2xl bg-sunken p-4 text-center font-mono text-lg leading-relaxed"
        data-testid="recovery-kit-code"
      >
        {code}
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
      <Button size="large" block disabled={!isSaved || !isWritten} busy={keep.isPending} onClick={() => keep.mutate()}>
        Continue
      </Button>
      {keep.isError ? <ErrorNotice error={keep.error} /> : null}
    </RecoverShell>
  );
}
