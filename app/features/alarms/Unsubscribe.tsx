"use client";

import { useMutation } from "@tanstack/react-query";
import { EntryShell } from "@/components/EntryShell";
import { PageHeading } from "@/components/PageHeading";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";

/** The end of a link in an e-mail: one tap, and that address gets no more alarms. */
export function Unsubscribe() {
  const stop = useMutation({
    mutationFn: async () => {
      const token = window.location.hash.slice(1);
      if (!/^[A-Za-z0-9_-]{43}$/.test(token)) throw new Error("link");
      const response = await fetch(`/v1/channels/${token}/unsubscribe`, { method: "POST", credentials: "omit" });
      if (!response.ok) throw new Error("link");
    },
  });
  return (
    <EntryShell>
      <div className="flex flex-col gap-5">
        <PageHeading className="text-3xl">Stop alarms by e-mail</PageHeading>
        {stop.isSuccess ? (
          <Notice tone="success" title="Done" announce>
            This address gets no more alarms. The wallet’s other places for alarms are told.
          </Notice>
        ) : (
          <>
            <p className="text-muted leading-relaxed">
              After this, an e-mail no longer warns you of a recovery or a change of the wallet.
            </p>
            {stop.error ? (
              <Notice tone="danger" title="The link does not work" announce>
                Open it again from the newest e-mail, or remove the address in the wallet under Alarms.
              </Notice>
            ) : null}
            <Button size="large" block busy={stop.isPending} onClick={() => stop.mutate()}>
              Stop the e-mails
            </Button>
          </>
        )}
      </div>
    </EntryShell>
  );
}
