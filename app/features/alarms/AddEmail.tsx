"use client";

import type { StoredAccount } from "@tandem/client";
import { EmailAddress } from "@tandem/protocol";
import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Field, inputLook } from "@/components/ui/Field";
import { ErrorNotice } from "@/features/errors";
import { walletClient } from "@/lib/walletClient";

export type AddEmailProps = {
  readonly account: StoredAccount;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onAdded: () => void;
};

/** Asks for an e-mail address; a code goes there. */
export function AddEmail({ open, ...form }: AddEmailProps) {
  return (
    <Dialog open={open} onClose={form.onClose} title="Alarms by e-mail">
      <EmailForm {...form} />
    </Dialog>
  );
}

function EmailForm({ account: { accountId }, onClose, onAdded }: Omit<AddEmailProps, "open">) {
  const [address, setAddress] = useState("");
  const [isChecked, setChecked] = useState(false);
  const isAddress = EmailAddress.safeParse(address.trim()).success;
  const add = useMutation({
    mutationFn: async () => {
      const channel = { kind: "email", address: address.trim() } as const;
      await (await walletClient()).alarms.addChannel({ accountId, channel });
    },
    onSuccess: () => {
      onAdded();
      onClose();
    },
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (isAddress && !add.isPending) add.mutate();
      }}
    >
      <p className="text-muted text-sm leading-relaxed">
        We send a code there, and later only alarms. The server keeps the address until you remove it. It can never sign
        in or recover anything.
      </p>
      <Field
        label="E-mail address"
        error={isChecked && !isAddress ? "This is not an e-mail address. Check it for typing errors." : undefined}
      >
        {(attributes) => (
          <input
            {...attributes}
            type="email"
            autoComplete="email"
            value={address}
            onChange={(event) => setAddress(event.target.value)}
            className={inputLook}
            data-testid="alarms-email"
          />
        )}
      </Field>
      {add.error ? <ErrorNotice error={add.error} /> : null}
      <Button
        type="submit"
        block
        busy={add.isPending}
        icon={<Fingerprint aria-hidden="true" className="size-5" />}
        data-testid="alarms-email-add"
      >
        Send the code
      </Button>
    </form>
  );
}
