"use client";

import type { GuardianCard } from "@tandem/protocol";
import { useMutation } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Field, inputLook } from "@/components/ui/Field";
import { ErrorNotice } from "@/features/errors";
import { walletClient } from "@/lib/walletClient";

const maxFileBytes = 200_000;

/** A guardian card out of its file or link. What was typed stays when it is wrong. */
export function CardInput({ onCard }: { readonly onCard: (card: GuardianCard) => void }) {
  const [text, setText] = useState("");
  const fileId = useId();
  const read = useMutation({
    mutationFn: async (value: string) => (await walletClient()).guardians.parseCard({ text: value }),
    onSuccess: onCard,
  });
  const openFile = async (file: File | undefined) => {
    if (!file || file.size > maxFileBytes) return read.mutate("");
    read.mutate(await file.text());
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        read.mutate(text);
      }}
    >
      <label
        htmlFor={fileId}
        className="flex min-h-13 cursor-pointer items-center justify-center gap-2 rounded-2xl bg-sunken px-6 font-medium hover:bg-line has-focus-visible:outline-2 has-focus-visible:outline-accent"
      >
        <FileUp aria-hidden="true" className="size-5" />
        Open the card’s file
        <input
          id={fileId}
          type="file"
          accept="application/json,.json"
          className="sr-only"
          onChange={(event) => void openFile(event.target.files?.[0])}
        />
      </label>
      <Field label="Or paste the card’s link">
        {(attributes) => (
          <input
            {...attributes}
            className={inputLook}
            value={text}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
            data-testid="card-text"
          />
        )}
      </Field>
      <Button type="submit" variant="secondary" busy={read.isPending} disabled={text.trim() === ""}>
        Read the card
      </Button>
      {read.isError ? <ErrorNotice error={read.error} /> : null}
    </form>
  );
}
