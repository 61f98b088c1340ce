"use client";

import type { StoredAccount } from "@tandem/client";
import { Smartphone } from "lucide-react";
import { type ReactNode, useState } from "react";
import { SecurityCard } from "@/components/SecurityCard";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Field, inputLook } from "@/components/ui/Field";
import { ErrorNotice } from "@/features/errors";
import { useAction } from "@/features/key";
import { useServiceAccount } from "@/features/limits";
import { QrCode } from "@/features/receive";

type Enrolment = { readonly uri: string; readonly secret: string };

/** Codes from an app, for what must not hang on the passkey alone. */
export function SecondFactorCard({ account }: { readonly account: StoredAccount }) {
  const { accountId } = account;
  const { data } = useServiceAccount(account);
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const [isRemoving, setRemoving] = useState(false);
  const close = () => {
    setEnrolment(undefined);
    setRemoving(false);
  };
  const start = useAction({
    account,
    run: async (client) => setEnrolment(await client.addSecondFactor({ accountId })),
  });
  const isOn = data?.hasSecondFactor === true;
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
          <TurnOn account={account} enrolment={enrolment} onDone={close} />
        ) : (
          <TurnOff account={account} onDone={close} />
        )}
      </Dialog>
    </SecurityCard>
  );
}

type TurnProps = { readonly account: StoredAccount; readonly onDone: () => void };

function TurnOn({ account, enrolment, onDone }: TurnProps & { readonly enrolment: Enrolment }) {
  const { accountId } = account;
  const confirm = useAction<string>({
    account,
    run: (client, code) => client.confirmSecondFactor({ accountId, code }),
    done: "Second factor added",
    onDone,
  });
  return (
    <>
      <div className="flex flex-col items-center gap-4">
        <QrCode text={enrolment.uri} label="QR code for an authenticator app" />
        <p className="break-all text-center font-mono text-sm" translate="no">
          {enrolment.secret}
        </p>
        <a
          href={enrolment.uri}
          className="rounded-md text-sm underline decoration-line underline-offset-4"
          data-testid="second-factor-open"
        >
          Open in your app
        </a>
      </div>
      <CodeForm busy={confirm.isPending} onCode={confirm.mutate} notice={toNotice(confirm.error)}>
        Turn on
      </CodeForm>
    </>
  );
}

function TurnOff({ account, onDone }: TurnProps) {
  const { accountId } = account;
  const remove = useAction<string>({
    account,
    run: (client, code) => client.removeSecondFactor({ accountId, code }),
    done: "Second factor removed",
    onDone,
  });
  return (
    <CodeForm busy={remove.isPending} onCode={remove.mutate} notice={toNotice(remove.error)}>
      Remove
    </CodeForm>
  );
}

type CodeFormProps = {
  readonly busy: boolean;
  readonly onCode: (code: string) => void;
  readonly notice: ReactNode;
  /** What the button does. */
  readonly children: string;
};

function CodeForm({ busy, onCode, notice, children }: CodeFormProps) {
  const [code, setCode] = useState("");
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onCode(code);
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
      {notice}
      <Button type="submit" size="large" block busy={busy} disabled={code.length < 6}>
        {children}
      </Button>
    </form>
  );
}

function toNotice(error: unknown): ReactNode {
  return error ? <ErrorNotice error={error} /> : null;
}
