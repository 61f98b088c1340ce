"use client";

import type { StoredAccount } from "@tandem/client";
import { Fingerprint, Snowflake } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorNotice } from "@/features/errors";
import { StillWorks } from "@/features/freeze/StillWorks";
import { useFreeze } from "@/features/freeze/useFreeze";
import { formatDate, formatTime } from "@/lib/format";

/** Freezing the account with one tap, and ending that. */
export function FreezeSettings({ account }: { readonly account: StoredAccount }) {
  const { state, error, retry, busy, failure, change } = useFreeze(account);
  const [asking, setAsking] = useState(false);
  if (error && !state) return <ErrorNotice error={error} onRetry={retry} />;
  if (!state) return <Skeleton className="h-11 w-40 rounded-xl" />;
  if (!state.frozen)
    return (
      <>
        <Button
          variant="secondary"
          className="self-start"
          icon={<Snowflake aria-hidden="true" className="size-[1.125rem]" />}
          onClick={() => setAsking(true)}
          data-testid="freeze-open"
        >
          Freeze this account
        </Button>
        <Dialog open={asking} onClose={() => setAsking(false)} title="Freeze this account?">
          <FreezeForm account={account} onDone={() => setAsking(false)} />
        </Dialog>
      </>
    );
  const byGuardians = state.frozenBy === "guardians";
  return (
    <div className="flex flex-col gap-3">
      <Notice
        tone="danger"
        title={byGuardians ? "A guardian has frozen this account" : "This account is frozen"}
        data-testid="freeze-state"
      >
        <StillWorks />
      </Notice>
      {state.unfreezing ? (
        <p className="text-muted text-sm" data-testid="freeze-ending">
          It ends on {formatDate(state.unfreezing.readyAt)} at {formatTime(state.unfreezing.readyAt)}. You can stop that
          at the top of this page.
        </p>
      ) : (
        <Button
          variant="secondary"
          className="self-start"
          busy={busy}
          icon={<Fingerprint aria-hidden="true" className="size-[1.125rem]" />}
          onClick={() => void change("unfreeze")}
          data-testid="freeze-end"
        >
          {byGuardians ? "Unfreeze now" : "Unfreeze in 24 hours"}
        </Button>
      )}
      {failure ? <ErrorNotice error={failure} /> : null}
    </div>
  );
}

type FreezeFormProps = { readonly account: StoredAccount; readonly onDone: () => void };

function FreezeForm({ account, onDone }: FreezeFormProps) {
  const { busy, failure, change } = useFreeze(account);
  return (
    <>
      <p className="text-muted leading-relaxed">
        Our server signs nothing more for it, at once and for every device. Receiving goes on. Unfreezing takes your
        passkey and 24 hours.
      </p>
      <p className="text-muted leading-relaxed">
        This stops our service, not the network: whoever holds a device of yours together with your backup kit can still
        sign. If both are gone, replace the key instead.
      </p>
      {failure ? <ErrorNotice error={failure} /> : null}
      <div className="flex flex-col gap-3">
        <Button
          variant="danger"
          size="large"
          block
          busy={busy}
          icon={<Fingerprint aria-hidden="true" className="size-5" />}
          onClick={async () => {
            if (await change("freeze")) onDone();
          }}
          data-testid="freeze-confirm"
        >
          Freeze now
        </Button>
        <Button variant="ghost" block onClick={onDone}>
          Not now
        </Button>
      </div>
    </>
  );
}
