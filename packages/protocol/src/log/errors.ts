import { BaseError } from "../errors/BaseError.ts";

const docsPath = "packages/protocol/README.md#audit-log";

/** A note, checkpoint, tile or restore record is not of its form. */
export class LogFormatError extends BaseError {
  override readonly name = "LogFormatError";

  constructor(what: string) {
    super(`The log's ${what} is not of its form.`, {
      metaMessages: ["Keep the last checkpoint that was verified; believe nothing of this one."],
      docsPath,
    });
  }
}

/** No key that is known has signed a note of the log, or the signature of a known key is wrong. */
export class LogSignatureError extends BaseError {
  override readonly name = "LogSignatureError";

  constructor(what: string) {
    super(`The log's ${what} is not signed by its key.`, {
      metaMessages: ["Keep the last checkpoint that was verified; believe nothing of this one."],
      docsPath,
    });
  }
}
