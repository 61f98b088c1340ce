import { BaseError } from "../errors/BaseError.ts";
import type { KeyPurpose } from "../schemas/keys.ts";

/** A key of the server is not signed by the identity this device knows, or is for another purpose. */
export class KeyDocumentError extends BaseError {
  override readonly name: string = "KeyDocumentError";

  constructor(purpose: KeyPurpose, reason: string) {
    super(`The server's ${purpose} key is refused: ${reason}.`, {
      metaMessages: ["Send nothing secret. Compare the server's identity with the one this device has kept."],
      docsPath: "packages/protocol/README.md#server-keys",
    });
  }
}

/** A key of the server is past its end date. */
export class KeyDocumentExpiredError extends KeyDocumentError {
  override readonly name = "KeyDocumentExpiredError";

  constructor(purpose: KeyPurpose, notAfter: number) {
    super(purpose, `it ended at ${new Date(notAfter).toISOString()}`);
  }
}

/** The time in a `clock_skew` answer is not signed by the server's time key over this request. */
export class ServerTimeError extends BaseError {
  override readonly name = "ServerTimeError";

  constructor() {
    super("The server's time is not signed by its time key for this request.", {
      metaMessages: ["Do not correct the clock by it."],
    });
  }
}
