"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { ErrorNotice } from "@/features/errors";

export type GiveUpProps = {
  readonly onDiscard: () => Promise<void>;
  /** Whether time has been waited that would be lost. */
  readonly hasWaited: boolean;
};

/** The way back is forgotten only after a second yes: its wait begins anew. */
export function GiveUp({ onDiscard, hasWaited }: GiveUpProps) {
  const [isAsking, setAsking] = useState(false);
  const discard = useMutation({ mutationFn: onDiscard });
  return (
    <>
      <Button variant="ghost" block onClick={() => setAsking(true)} data-testid="restore-give-up">
        Give up on this device
      </Button>
      <Dialog open={isAsking} onClose={() => setAsking(false)} title="Give up on this device?">
        <p className="text-muted leading-relaxed">
          This device forgets the restore.{" "}
          {hasWaited ? "If you start again with a new passkey, the 48 hours begin anew. " : ""}
          The account and your kit stay as they are.
        </p>
        {discard.isError ? <ErrorNotice error={discard.error} /> : null}
        <div className="flex flex-col gap-3">
          <Button
            variant="danger"
            size="large"
            block
            busy={discard.isPending}
            onClick={() => discard.mutate()}
            data-testid="restore-give-up-confirm"
          >
            Give it up
          </Button>
          <Button variant="ghost" block onClick={() => setAsking(false)}>
            Go on with it
          </Button>
        </div>
      </Dialog>
    </>
  );
}
