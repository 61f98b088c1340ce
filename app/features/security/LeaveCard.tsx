"use client";

import type { StoredAccount } from "@tandem/client";
import { DoorOpen } from "lucide-react";
import { useState } from "react";
import { SecurityCard } from "@/components/SecurityCard";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Notice } from "@/components/ui/Notice";
import { useWaits } from "@/features/changes";
import { ErrorNotice } from "@/features/errors";
import { useAction } from "@/features/key";
import { exitPath } from "@/lib/exitPath";
import { formatDate } from "@/lib/format";

/** Ending sessions, and ending it all. */
export function LeaveCard({ account }: { readonly account: StoredAccount }) {
  const { accountId } = account;
  const waits = useWaits(account);
  const [asking, setAsking] = useState<"delete" | "sign-out">();
  const cancel = useAction<string>({
    account,
    run: (client, waitId) => client.cancelWait({ accountId, waitId }),
    done: "Nothing will be deleted",
  });
  const wait = waits.data?.find(({ kind }) => kind === "delete-data");
  const close = () => setAsking(undefined);
  return (
    <SecurityCard icon={DoorOpen} title="Leaving">
      {wait ? (
        <Notice
          tone="caution"
          title={`Your data will be deleted on ${formatDate(wait.readyAt)}`}
          actions={
            <Button size="small" variant="secondary" busy={cancel.isPending} onClick={() => cancel.mutate(wait.waitId)}>
              Keep it
            </Button>
          }
        >
          Move your money out or make a backup kit before that day.
          {cancel.error ? <ErrorNotice error={cancel.error} className="mt-3" /> : null}
        </Notice>
      ) : null}
      <div className="flex flex-wrap gap-3">
        <Button variant="secondary" onClick={() => setAsking("sign-out")} data-testid="sign-out-everywhere">
          Sign out everywhere else
        </Button>
        {wait ? null : (
          <Button variant="secondary" onClick={() => setAsking("delete")} data-testid="delete-data">
            Delete my data
          </Button>
        )}
      </div>
      <Dialog
        open={asking !== undefined}
        onClose={close}
        title={asking === "delete" ? "Delete my data?" : "Sign out everywhere else?"}
      >
        {asking === "delete" ? (
          <DeleteData account={account} onDone={close} />
        ) : (
          <SignOutElsewhere account={account} onDone={close} />
        )}
      </Dialog>
    </SecurityCard>
  );
}

type AskProps = { readonly account: StoredAccount; readonly onDone: () => void };

function DeleteData({ account, onDone }: AskProps) {
  const { accountId } = account;
  const [understood, setUnderstood] = useState(false);
  const remove = useAction({ account, run: (client) => client.deleteData({ accountId }), onDone });
  return (
    <>
      <Notice tone="danger" title="The server’s part of your key goes too">
        After 7 days this wallet cannot sign any more without a backup kit. Move your money out first, or make a kit.
        The account itself stays on the network:{" "}
        <a href={exitPath} className="rounded-md font-medium text-ink underline underline-offset-4">
          with kit and device you sign without our server
        </a>
        .
      </Notice>
      <label className="flex gap-3 text-sm">
        <input
          type="checkbox"
          checked={understood}
          onChange={(event) => setUnderstood(event.target.checked)}
          className="mt-0.5 size-5 accent-danger"
        />
        I have a backup kit, or have moved my money out.
      </label>
      {remove.error ? <ErrorNotice error={remove.error} /> : null}
      <Button
        variant="danger"
        size="large"
        block
        busy={remove.isPending}
        disabled={!understood}
        onClick={() => remove.mutate()}
        data-testid="leave-confirm"
      >
        Delete in 7 days
      </Button>
    </>
  );
}

function SignOutElsewhere({ account, onDone }: AskProps) {
  const { accountId } = account;
  const signOut = useAction({
    account,
    run: (client) => client.revokeOtherDevices({ accountId }),
    done: "Signed out everywhere else",
    onDone,
  });
  return (
    <>
      <p className="text-muted leading-relaxed">
        All other devices are taken out at once. To use one again, sign in on it with your passkey.
      </p>
      {signOut.error ? <ErrorNotice error={signOut.error} /> : null}
      <Button size="large" block busy={signOut.isPending} onClick={() => signOut.mutate()} data-testid="leave-confirm">
        Sign out everywhere else
      </Button>
    </>
  );
}
