import { type ReactNode, useId } from "react";
import { cn } from "@/lib/cn";

export type FieldProps = {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: ReactNode;
  readonly children: (attributes: FieldAttributes) => ReactNode;
};

/** What the input inside must carry so that its label, hint and error are read with it. */
export type FieldAttributes = {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean | undefined;
};

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      {children({ id, "aria-describedby": note ? noteId : undefined, "aria-invalid": error ? true : undefined })}
      <div
        id={noteId}
        aria-live="polite"
        // Always there, or the first error would not be read out; without words it takes no room.
        className={cn("text-sm empty:-mt-2", error ? "text-danger" : "text-muted")}
      >
        {note}
      </div>
    </div>
  );
}

/** The look of every text input. 16 px text, or a phone zooms in on focus. */
export const inputLook =
  "w-full rounded-xl border border-control bg-surface px-4 py-3 text-base text-ink outline-offset-0 transition-colors placeholder:text-faint hover:border-muted focus:border-accent aria-invalid:border-danger";
