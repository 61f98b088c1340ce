export type BaseErrorOptions = {
  readonly cause?: unknown;
  /** What the caller can do about it, one line each. */
  readonly metaMessages?: readonly string[];
  readonly docsPath?: string;
};

/**
 * Base of every error of the Tandem packages above `frost`. Match by class, not by text.
 * No message, field or cause ever holds a share, a key or another secret.
 */
export class BaseError extends Error {
  override readonly name: string = "BaseError";
  /** One sentence without details. */
  readonly shortMessage: string;
  readonly metaMessages: readonly string[];
  /** Where to read on, relative to the repository. */
  readonly docsPath: string | undefined;

  constructor(shortMessage: string, { cause, metaMessages = [], docsPath }: BaseErrorOptions = {}) {
    super([shortMessage, ...metaMessages].join("\n"), cause === undefined ? {} : { cause });
    this.shortMessage = shortMessage;
    this.metaMessages = metaMessages;
    this.docsPath = docsPath;
  }
}

/** An argument has the wrong type, length or range: a mistake of the calling code. */
export class InvalidParameterError extends BaseError {
  override readonly name = "InvalidParameterError";
  readonly parameter: string;

  constructor(parameter: string, expected: string) {
    super(`"${parameter}" must be ${expected}.`);
    this.parameter = parameter;
  }
}
