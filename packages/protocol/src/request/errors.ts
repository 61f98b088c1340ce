import type { BaseErrorOptions } from "../errors/BaseError.ts";
import { BaseError } from "../errors/BaseError.ts";
import type { ErrorCode } from "../errors/errorCodes.ts";

/** A signed request is refused. `code` is what the answer says. */
export abstract class RequestError extends BaseError {
  abstract readonly code: ErrorCode;

  constructor(shortMessage: string, options: BaseErrorOptions = {}) {
    super(shortMessage, { docsPath: "packages/protocol/README.md#signed-requests", ...options });
  }
}

/** The signature fields are missing, malformed, or not of the one form this API takes. */
export class RequestMalformedError extends RequestError {
  override readonly name = "RequestMalformedError";
  readonly code = "request_malformed";

  constructor(reason: string) {
    super(`The signed request is malformed: ${reason}.`);
  }
}

/** The signature does not belong to this request and key, or the request was sent to another host. */
export class RequestSignatureError extends RequestError {
  override readonly name = "RequestSignatureError";
  readonly code = "signature_invalid";

  constructor(reason: string) {
    super(`The request signature is refused: ${reason}.`);
  }
}

/** The body is not the one whose digest was signed. */
export class ContentDigestError extends RequestError {
  override readonly name = "ContentDigestError";
  readonly code = "signature_invalid";

  constructor() {
    super("The body does not match its Content-Digest.");
  }
}

/** `created` is too far from the server's clock, either way. The answer carries the server's signed time. */
export class ClockSkewError extends RequestError {
  override readonly name = "ClockSkewError";
  readonly code = "clock_skew";
  /** Nonce of the refused request, base64url: the signed time is bound to it. */
  readonly nonce: string;
  /** Seconds the request is behind (positive) or ahead of the server. */
  readonly behindSeconds: number;

  constructor({ nonce, behindSeconds }: { readonly nonce: string; readonly behindSeconds: number }) {
    super(
      `The request was signed ${Math.abs(behindSeconds)} s ${behindSeconds > 0 ? "ago" : "ahead of this server"}.`,
      {
        metaMessages: ["Correct the clock by the signed time in the answer and sign again."],
      },
    );
    this.nonce = nonce;
    this.behindSeconds = behindSeconds;
  }
}
