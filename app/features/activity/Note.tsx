"use client";

import type { StoredAccount } from "@tandem/client";
import { Check, Pencil } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";
import { ErrorNotice } from "@/features/errors";
import { useSynced, useUpdateSynced } from "@/features/sync";
import { untrustedText } from "@/lib/untrustedText";

export type NoteProps = {
  readonly account: StoredAccount;
  /** The hash that names the payment on every device. */
  readonly of: string | undefined;
};

const longest = 256;

/** One takes the other's place, and focus goes along. Stable, so that it runs when they come and not at each stroke. */
const focus = (element: HTMLElement | null) => element?.focus();

/** A line of one's own about a payment: on all devices, and readable to nobody else. */
export function Note({ account, of }: NoteProps) {
  const synced = useSynced(account);
  const update = useUpdateSynced(account);
  const [text, setText] = useState<string>();
  const [wasEdited, setWasEdited] = useState(false);
  if (!of || !synced) return null;
  const name = of.toLowerCase();
  const note = synced.labels[name] ?? "";
  if (text === undefined) {
    return (
      <div className="flex items-center gap-3">
        <p className="min-w-0 flex-1 break-words text-sm" data-testid="activity-note">
          {note ? <bdi>{untrustedText(note)}</bdi> : <span className="text-muted">No note</span>}
        </p>
        <Button
          size="small"
          variant="secondary"
          icon={<Pencil aria-hidden="true" className="size-4" />}
          ref={wasEdited ? focus : undefined}
          onClick={() => {
            setText(note);
            setWasEdited(true);
          }}
          data-testid="activity-note-edit"
        >
          {note ? "Change the note" : "Write a note"}
        </Button>
      </div>
    );
  }
  const save = async () => {
    await update.mutateAsync((data) => {
      const { [name]: _, ...labels } = data.labels;
      return { ...data, labels: text.trim() === "" ? labels : { ...labels, [name]: text.trim() } };
    });
    setText(undefined);
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void save().catch(() => undefined);
      }}
    >
      <Field label="Note" hint="Only you see it, on all your devices.">
        {(attributes) => (
          <input
            {...attributes}
            ref={focus}
            className={inputLook}
            value={text}
            maxLength={longest}
            onChange={(event) => setText(event.target.value)}
            data-testid="activity-note-text"
          />
        )}
      </Field>
      <Button
        type="submit"
        size="small"
        className="self-start"
        busy={update.isPending}
        icon={<Check aria-hidden="true" className="size-4" />}
      >
        Save the note
      </Button>
      {update.isError ? <ErrorNotice error={update.error} /> : null}
    </form>
  );
}
