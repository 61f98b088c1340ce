"use client";

import { ArrowLeft, X } from "lucide-react";
import type { ReactNode } from "react";
import { PageHeading } from "@/components/PageHeading";
import { Button, ButtonLink } from "@/components/ui/Button";

export type TaskShellProps = {
  readonly title: string;
  /** One step back within the task. */
  readonly onBack?: (() => void) | undefined;
  /** Leave the task; home. */
  readonly onClose?: (() => void) | undefined;
  readonly children: ReactNode;
};

/** One task, one decision a screen: a way back, a title, the decision. */
export function TaskShell({ title, onBack, onClose, children }: TaskShellProps) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[28rem] flex-col px-5 pb-6 sm:px-6 lg:min-h-0 lg:py-10">
      <div className="flex h-16 items-center justify-between">
        {onBack ? (
          <Button variant="ghost" size="icon" aria-label="Back" onClick={onBack} className="-ms-3">
            <ArrowLeft aria-hidden="true" className="size-5" />
          </Button>
        ) : (
          <span className="size-11" />
        )}
        <ButtonLink
          href="/"
          variant="ghost"
          size="icon"
          aria-label="Close"
          className="-me-3"
          {...(onClose && { onClick: onClose })}
        >
          <X aria-hidden="true" className="size-5" />
        </ButtonLink>
      </div>
      <div key={title} className="flex flex-1 animate-rise flex-col gap-6 pt-2">
        <PageHeading className="text-[1.75rem] leading-tight">{title}</PageHeading>
        {children}
      </div>
    </main>
  );
}
