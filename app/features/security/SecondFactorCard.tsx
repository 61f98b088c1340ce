"use client";

import type { StoredAccount } from "@tandem/client";
import { Smartphone } from "lucide-react";
import { useState } from "react";
import { SecurityCard } from "@/components/SecurityCard";
import { Button } from "@/components/ui/Button";
import { CopyButton } from "@/components/ui/CopyButton";
import { Dialog } from "@/components/ui/Dialog";
import { Field, inputLook } from "@/components/ui/Field";
import { ErrorNotice } from "@/features/errors";
import { useAction } from "@/features/key";
import { useServiceAccount } from "@/features/limits";
import { QrCode } from "@/features/receive";

/** Codes from an app, for what must not hang on the passkey alone. */
export function SecondFactorCard({ account }: { readonly account: StoredAccount }) {
  const { accountId } = account;
  const { data } = useServiceAccount(account);
  const [enrolment, setEnrolment] = useState<{ readonly uri: string; readonly secret: string }>();
  const [isRemoving, setRemoving] = useState(false);
  const [code, setCode] = useState("");
  const close = () => {
    setEnrolment(undefined);
    setRemoving(false);
    setCode("");
  };
  const start = useAction({
    account,
    run: async (client) => setEnrolment(await client.addSecondFactor({ accountId })),
  });
  const confirm = useAction({
    account,
    run: (client) => client.confirmSecondFactor({ accountId, code }),
    done: "Second factor added",
    onDone: close,
  });
  const remove = useAction({
    account,
    run: (client) => client.removeSecondFactor({ accountId, code }),
    done: "Second factor removed",
    onDone: close,
  });
  const isOn = data?.hasSecondFactor === true;
  const failure = isRemoving ? remove.error : confirm.error;
  return (
    <SecurityCard
      icon={Smartphone}
      title="Second factor"
      anchor="security-second-factor"
      badge={data ? (isOn ? "On" : "Off") : undefined}
      text="A code from an app, asked for on top of the passkey where much is at stake."
    >
      <Button
        variant="secondary"
        className="self-start"
        busy={start.isPending}
        onClick={() => (isOn ? setRemoving(true) : start.mutate())}
        data-testid="second-factor"
      >
        {isOn ? "Remove" : "Set up"}
      </Button>
      {start.error ? <ErrorNotice error={start.error} /> : null}
      <Dialog
        open={enrolment !== undefined || isRemoving}
        onClose={close}
        title={isRemoving ? "Remove the second factor?" : "Scan this with your app"}
      >
        {enrolment ? (
          <div className="flex flex-col items-center gap-4">
            <QrCode text={enrolment.uri} label="QR code for an authenticator app" />
            <p className="break-all text-center font-mono text-sm" translate="no">
              {enrolment.secret}
            </p>
            <CopyButton value={enrolment.secret} noun="Secret" size="small" variant="secondary">
              Copy
            </CopyButton>
          </div>
        ) : null}
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            (isRemoving ? remove : confirm).mutate();
          }}
        >
          <Field label="Code from the app">
            {(attributes) => (
              <input
                {...attributes}
                value={code}
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={7}
                onChange={(event) => setCode(event.target.value)}
                className={inputLook}
              />
            )}
          </Field>
          {failure ? <ErrorNotice error={failure} /> : null}
          <Button
            type="submit"
            size="large"
            block
            busy={confirm.isPending || remove.isPending}
            disabled={code.length < 6}
          >
            {isRemoving ? "Remove" : "Turn on"}
          </Button>
        </form>
      </Dialog>
    </SecurityCard>
  );
}
