"use client";

import type { StoredAccount } from "@tandem/client";
import { useState } from "react";
import type { Address } from "viem";
import { AccountMark } from "@/components/brand/AccountMark";
import { FullAddress } from "@/components/FullAddress";
import { TaskShell } from "@/components/TaskShell";
import { Button } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";
import { Notice } from "@/components/ui/Notice";
import { ContactPicker, SaveContact, useContacts } from "@/features/contacts";
import { isNameLike, NameLookup } from "@/features/names";
import type { Check } from "@/features/review";
import { useRecentRecipients } from "@/features/send/useRecentRecipients";
import type { AddressResult } from "@/lib/parseAddress";
import { untrustedText } from "@/lib/untrustedText";

export type RecipientStepProps = {
  readonly account: StoredAccount;
  readonly input: string;
  readonly onInput: (input: string) => void;
  readonly result: AddressResult | undefined;
  readonly checks: readonly Check[];
  readonly onContinue: () => void;
  readonly onClose: () => void;
};

const addressLength = 42;

export function RecipientStep({ account, input, onInput, result, checks, onContinue, onClose }: RecipientStepProps) {
  const { nameOf } = useContacts(account);
  const known = result?.ok ? nameOf(result.address) : undefined;
  const recent = useRecentRecipients(account).filter((address) => nameOf(address) === undefined);
  // What is half typed is not a mistake yet, and a name is none at all.
  const [left, setLeft] = useState<string>();
  const [asked, setAsked] = useState<string>();
  const isName = isNameLike(input);
  const isTyped = left === input || input.length >= addressLength || /^0x[0-9a-f]*[^0-9a-f]/i.test(input);
  const problem = result && !result.ok && isTyped && !isName ? result.problem : undefined;
  const notable = checks.filter(({ grade }) => grade !== "passed");

  return (
    <TaskShell title="Send to" onClose={onClose}>
      <form
        className="flex flex-1 flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          setLeft(input);
          setAsked(isName ? input : undefined);
          if (result?.ok) onContinue();
        }}
      >
        <Field
          label="Address"
          error={problem}
          hint={result?.ok ? undefined : "0x…, in full, or a name such as name.eth"}
        >
          {(attributes) => (
            <textarea
              {...attributes}
              rows={2}
              value={input}
              onChange={(event) => onInput(event.target.value.replace(/\s+/g, ""))}
              // Not on the way to a button: what moves under a press is not pressed.
              onBlur={({ relatedTarget }) => relatedTarget instanceof HTMLButtonElement || setLeft(input)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                event.currentTarget.form?.requestSubmit();
              }}
              // biome-ignore lint/a11y/noAutofocus: the screen has one thing to do
              autoFocus
              autoComplete="off"
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              inputMode="text"
              className={`${inputLook} resize-none font-mono text-base leading-7`}
              data-testid="send-recipient"
            />
          )}
        </Field>
        {result?.ok ? (
          <section
            aria-label="Recipient"
            className="flex animate-fade items-start gap-3 rounded-2xl bg-surface p-4 ring-1 ring-line"
          >
            <AccountMark address={result.address} />
            <span className="min-w-0">
              {known ? (
                <bdi className="block truncate font-medium" data-testid="send-contact">
                  {untrustedText(known)}
                </bdi>
              ) : null}
              <FullAddress address={result.address} />
            </span>
          </section>
        ) : null}
        {result?.ok ? <SaveContact account={account} address={result.address} /> : null}
        {result?.ok
          ? notable.map(({ text, grade }) => (
              <Notice
                key={text}
                announce
                tone="caution"
                title={grade === "unavailable" ? "Check unavailable" : "Please look twice"}
              >
                {text}
              </Notice>
            ))
          : null}
        {result?.ok ? null : <NameLookup text={input} onAddress={onInput} asked={asked} />}
        {result?.ok ? null : <ContactPicker account={account} onPick={onInput} />}
        {!result?.ok && recent.length > 0 ? <Recent recipients={recent} onPick={onInput} /> : null}
        <div className="mt-auto pb-[env(safe-area-inset-bottom)]">
          <Button type="submit" size="large" block disabled={!result?.ok} data-testid="send-recipient-continue">
            Continue
          </Button>
        </div>
      </form>
    </TaskShell>
  );
}

function Recent({
  recipients,
  onPick,
}: {
  readonly recipients: readonly Address[];
  readonly onPick: (address: Address) => void;
}) {
  return (
    <section aria-labelledby="recent-recipients" className="flex flex-col gap-1">
      <h2 id="recent-recipients" className="font-medium text-muted text-sm">
        Paid before
      </h2>
      <ul className="flex flex-col">
        {recipients.map((address) => (
          <li key={address}>
            <button
              type="button"
              onClick={() => onPick(address)}
              className="-mx-3 flex w-[calc(100%+1.5rem)] items-center gap-3 rounded-xl px-3 py-2.5 text-start hover:bg-sunken"
            >
              <AccountMark address={address} />
              <FullAddress address={address} className="min-w-0 text-xs leading-5" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
