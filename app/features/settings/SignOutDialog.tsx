"use client";

import type { StoredAccount } from "@tandem/client";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Notice } from "@/components/ui/Notice";
import { ErrorNotice } from "@/features/errors";
import { useSignOut } from "@/features/settings/useSignOut";
import { untrustedText } from "@/lib/untrustedText";

export type SignOutDialogProps = {
  readonly open: boolean;
  readonly account: StoredAccount;
  readonly onClose: () => void;
  readonly onSignOut: () => Promise<void>;
};

/** Erases what this device keeps. Where nothing else can open the account, it asks twice and says so. */
export function SignOutDialog({ open, ...form }: SignOutDialogProps) {
  return (
    <Dialog open={open} onClose={form.onClose} title="Sign out of this device?">
      <SignOutForm {...form} />
    </Dialog>
  );
}

function SignOutForm({ account, onClose, onSignOut }: Omit<SignOutDialogProps, "open">) {
  const [understood, setUnderstood] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { isFinal, needed } = useSignOut(account);

  const signOut = async () => {
    setBusy(true);
    try {
      await onSignOut();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };

  return (
    <>
      {needed ? (
        <Notice tone="caution" title="This device’s part of the key has no copy">
          It is erased. The account and its money stay; to use it here again you need {needed}.
        </Notice>
      ) : isFinal ? (
        <>
          <Notice tone="danger" title="You would lose this account">
            This device holds the only copy of its part of the key. Without it nobody can move the money, not even us.
          </Notice>
          <label className="flex gap-3 text-sm">
            <input
              type="checkbox"
              checked={understood}
              onChange={(event) => setUnderstood(event.target.checked)}
              className="mt-0.5 size-5 accent-danger"
            />
            I understand that this cannot be undone.
          </label>
        </>
      ) : (
        <p className="text-muted leading-relaxed">
          This erases <bdi className="font-medium text-ink">{untrustedText(account.name)}</bdi> from this device. The
          account and its money stay; sign in again with your passkey whenever you like.
        </p>
      )}
      {failure ? <ErrorNotice error={failure} /> : null}
      <div className="flex flex-col gap-3">
        <Button
          variant={isFinal ? "danger" : "primary"}
          size="large"
          block
          busy={busy}
          disabled={isFinal && !understood}
          onClick={signOut}
          data-testid="sign-out-confirm"
        >
          Sign out
        </Button>
        <Button variant="ghost" block onClick={onClose}>
          Stay
        </Button>
      </div>
    </>
  );
}
