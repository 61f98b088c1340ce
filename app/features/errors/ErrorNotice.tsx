"use client";

import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { describeError } from "@/features/errors/describeError";

export type ErrorNoticeProps = {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  readonly retryLabel?: string;
  readonly className?: string;
};

/** What happened and what to do. A closed passkey prompt is no error and is said quietly. */
export function ErrorNotice({ error, onRetry, retryLabel = "Try again", className = "" }: ErrorNoticeProps) {
  const { title, action, cancelled, retryable, rule, requestId } = describeError(error);
  return (
    <Notice
      announce
      tone={cancelled ? "info" : "danger"}
      title={rule ? `${title}: ${rule}` : title}
      className={className}
      data-testid="error-notice"
      actions={
        onRetry && retryable ? (
          <Button size="small" variant="secondary" onClick={onRetry}>
            {retryLabel}
          </Button>
        ) : undefined
      }
    >
      {action}
      {requestId ? <span className="mt-1 block font-mono text-xs">Request {requestId}</span> : null}
    </Notice>
  );
}
