import { BaseError, type ErrorCode } from "@tandem/protocol";

type ServiceErrorOptions = {
  /** Name of the policy rule that refused, for `policy_refused`. */
  readonly rule?: string;
  /** What the caller can do; the code's usual advice where absent. */
  readonly action?: string;
  /** Seconds until it is worth trying again, for `rate_limited` and `upstream_unavailable`. */
  readonly retryAfterSeconds?: number;
  /** Kept for the log, never sent. */
  readonly cause?: unknown;
};

/**
 * A refusal that the caller is told about: it becomes an RFC 9457 problem with this code. Every other error becomes
 * `internal` and is only logged. The message is written for the caller and never holds a secret or another's data.
 */
export class ServiceError extends BaseError {
  override readonly name = "ServiceError";
  readonly code: ErrorCode;
  readonly rule: string | undefined;
  readonly action: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, detail: string, options: ServiceErrorOptions = {}) {
    super(detail, {
      ...(options.action === undefined ? {} : { metaMessages: [options.action] }),
      ...(options.cause instanceof Error ? { cause: options.cause } : {}),
    });
    this.code = code;
    this.rule = options.rule;
    this.action = options.action;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The process cannot start, or go on, with what it was given. The message names the setting and the remedy. */
export class StartupError extends BaseError {
  override readonly name = "StartupError";

  constructor(what: string, remedies: readonly string[] = []) {
    super(what, { metaMessages: [...remedies] });
  }
}
