"use client";

import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { describeError } from "@/features/errors/describeError";
import { exitPath } from "@/lib/exitPath";

export type ErrorNoticeProps = {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  readonly retryLabel?: string;
  readonly className?: string;
};

/** What happened and what to do. A closed prompt is no error and is said quietly. */
export function ErrorNotice({ error, onRetry, retryLabel = "Try again", className = "" }: ErrorNoticeProps) {
  const { title, action, cancelled, retryable, rule, requestId, hasWayOut } = describeError(error);
  return (
    <Notice
      announce
      tone={cancelled ? "info" : "danger"}
      title={rule ? `${title}: ${rule}` : title}
      className={className}
      data-testid="error-notice"
      actions={
        (onRetry && retryable) || hasWayOut ? (
          <>
            {onRetry && retryable ? (
              <Button size="small" variant="secondary" onClick={onRetry}>
                {retryLabel}
              </Button>
            ) : null}
            {hasWayOut ? (
              <a href={exitPath} className="self-center rounded-md text-sm underline underline-offset-4">
                Go on without the server
              </a>
            ) : null}
          </>
        ) : undefined
      }
    >
      {action}
      {requestId ? <span className="mt-1 block font-mono text-xs">Request {requestId}</span> : null}
    </Notice>
  );
}
