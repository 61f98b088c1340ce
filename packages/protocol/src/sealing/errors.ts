import { BaseError } from "../errors/BaseError.ts";

/** Sealed bytes do not open: another key, another context (`info`), or they were changed on the way. */
export class OpenSealedError extends BaseError {
  override readonly name = "OpenSealedError";

  constructor() {
    super("The sealed message cannot be opened.", {
      metaMessages: ["It was made for another key or another context, or it was changed. Start the exchange again."],
      docsPath: "packages/protocol/README.md#sealing",
    });
  }
}
