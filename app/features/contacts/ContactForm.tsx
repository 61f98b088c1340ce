"use client";

import type { StoredAccount } from "@tandem/client";
import { useState } from "react";
import type { Address } from "viem";
import { FullAddress } from "@/components/FullAddress";
import { Button } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";
import { useContacts } from "@/features/contacts/useContacts";
import { ErrorNotice } from "@/features/errors";
import { AddressField } from "@/features/names";

export type ContactFormProps = {
  readonly account: StoredAccount;
  /** Of a contact that is there, or of somebody who is about to be paid; asked for where it is absent. */
  readonly address?: Address | undefined;
  readonly name?: string | undefined;
  readonly onSaved: () => void;
};

/** A name and an address. What was typed stays when it is wrong. */
export function ContactForm({ account, address: given, name: before = "", onSaved }: ContactFormProps) {
  const { save, isSaving, error } = useContacts(account);
  const [name, setName] = useState(before);
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const read = async () => {
    const { parseAddress } = await import("@/lib/parseAddress");
    const result = parseAddress(text);
    setProblem(result.ok ? undefined : result.problem);
    return result.ok ? result.address : undefined;
  };
  const submit = async () => {
    const address = given ?? (await read());
    if (!address || name.trim() === "") return;
    await save({ address, name }).then(onSaved, () => undefined);
  };
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        // By React's tree the dialog may stand inside another form.
        event.stopPropagation();
        if (!isSaving) void submit();
      }}
    >
      <Field label="Name" hint="Only you see it, on all your devices.">
        {(attributes) => (
          <input
            {...attributes}
            className={inputLook}
            value={name}
            maxLength={64}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
            data-testid="contact-name"
          />
        )}
      </Field>
      {given ? (
        <FullAddress address={given} />
      ) : (
        <AddressField
          value={text}
          onChange={(value) => {
            setText(value);
            setProblem(undefined);
          }}
          problem={problem}
          hint="0x…, in full, or a name such as name.eth"
          testId="contact-address"
        />
      )}
      <Button
        type="submit"
        size="large"
        block
        busy={isSaving}
        disabled={name.trim() === "" || (!given && text.trim() === "")}
        data-testid="contact-submit"
      >
        Save
      </Button>
      {error ? <ErrorNotice error={error} /> : null}
    </form>
  );
}
