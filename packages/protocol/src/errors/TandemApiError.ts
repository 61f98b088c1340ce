import type { Problem } from "../schemas/problem.ts";
import { BaseError } from "./BaseError.ts";
import type { ErrorCode } from "./errorCodes.ts";

/** The co-signer refused a request. `code` says why, `problem.action` what to do. */
export class TandemApiError extends BaseError {
  override readonly name = "TandemApiError";
  readonly problem: Problem;
  readonly code: ErrorCode;
  readonly status: number;
  /** From `Retry-After`, when the service sent it. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, { retryAfterSeconds }: { readonly retryAfterSeconds?: number } = {}) {
    super(problem.detail, {
      metaMessages: [problem.action, `Code ${problem.code}, request ${problem.requestId}.`],
    });
    this.problem = problem;
    this.code = problem.code;
    this.status = problem.status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
