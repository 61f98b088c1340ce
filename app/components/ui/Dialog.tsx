"use client";

import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { Button } from "@/components/ui/Button";

export type DialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  readonly "data-testid"?: string;
};

/** The platform's modal dialog: focus is trapped and returned, Escape closes. A sheet on a phone, a card on a desktop. */
export function Dialog({ open, onClose, title, children, ...rest }: DialogProps) {
  const reference = useRef<HTMLDialogElement>(null);
  const pressedBackdrop = useRef(false);
  const titleId = useId();

  useEffect(() => {
    const dialog = reference.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);

  return (
    <dialog
      ref={reference}
      aria-labelledby={titleId}
      onClose={onClose}
      // A selection dragged out of the dialog ends in a click on the backdrop too: it closes where the press began there.
      onPointerDown={(event) => {
        pressedBackdrop.current = event.target === event.currentTarget;
      }}
      onClick={(event) => {
        if (pressedBackdrop.current && event.target === event.currentTarget) event.currentTarget.close();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      className="mx-auto mt-auto mb-0 w-full max-w-none overflow-hidden rounded-t-3xl border-line bg-surface p-0 text-ink open:animate-rise sm:m-auto sm:max-w-md sm:rounded-3xl sm:border"
      {...rest}
    >
      {open ? (
        <div className="flex max-h-[85dvh] flex-col gap-5 overflow-y-auto p-6 pb-[max(1.5rem,env(safe-area-inset-bottom))]">
          <div className="flex items-center justify-between gap-4">
            <h2 id={titleId} className="font-semibold text-lg tracking-tight">
              {title}
            </h2>
            <Button
              variant="ghost"
              size="icon"
              aria-label="Close"
              onClick={() => reference.current?.close()}
              className="-me-2"
            >
              <X aria-hidden="true" className="size-5" />
            </Button>
          </div>
          {children}
        </div>
      ) : null}
    </dialog>
  );
}
