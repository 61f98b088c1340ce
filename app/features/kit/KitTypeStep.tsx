"use client";

import { useState } from "react";
import { TaskShell } from "@/components/TaskShell";
import { Button } from "@/components/ui/Button";
import { ErrorNotice } from "@/features/errors";
import { CodeField, useCodeField } from "@/features/kit/CodeField";

export type KitTypeStepProps = {
  readonly onBack: () => void;
  /** Opens the new kit with what was typed. */
  readonly onSubmit: (code: string) => Promise<void>;
};

/** The check that the code was kept: it is typed from the paper, and really opens the kit. */
export function KitTypeStep({ onBack, onSubmit }: KitTypeStepProps) {
  const field = useCodeField();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const submit = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await onSubmit(field.read());
      field.clear();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <TaskShell title="Type the code" onBack={onBack}>
      <p className="-mt-3 text-muted leading-relaxed">
        From your paper, so that we both know it is right. The kit is opened here and closed again.
      </p>
      <form
        className="flex flex-1 flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        <CodeField field={field} onChange={() => setFailure(undefined)} />
        {failure ? <ErrorNotice error={failure} /> : null}
        <div className="mt-auto">
          <Button type="submit" size="large" block busy={busy} disabled={!field.complete}>
            Finish
          </Button>
        </div>
      </form>
    </TaskShell>
  );
}
