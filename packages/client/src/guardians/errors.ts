import { BaseError } from "@tandem/protocol";
import { getAddress, type Hex, size } from "viem";

/** The person closed the wallet's prompt. Not a failure: the interface goes back to where it was. */
export class WalletCancelledError extends BaseError {
  override readonly name = "WalletCancelledError";

  constructor() {
    super("The wallet's prompt was closed.", { metaMessages: ["Nothing was sent. Try again when you are ready."] });
  }
}

/** Somebody's own wallet refused, was closed, or answered something else than a signature. */
export class WalletRefusedError extends BaseError {
  override readonly name = "WalletRefusedError";

  constructor(cause: unknown) {
    super("The wallet did not sign.", {
      ...(cause instanceof Error && { cause }),
      metaMessages: ["Nothing was sent. Open the wallet, check that it is on the right account, and try again."],
    });
  }
}

/** A file, link or text that should be a guardian's card and is not. */
export class GuardianCardError extends BaseError {
  override readonly name = "GuardianCardError";

  constructor(reason: string) {
    super(`This is not a usable guardian card: ${reason}.`, {
      metaMessages: ["Open the card's file or link again, whole. The account's owner can make a new one."],
    });
  }
}

/** The wallet or passkey that was chosen is not the one on the guardian's card. */
export class GuardianKeyError extends BaseError {
  override readonly name = "GuardianKeyError";

  constructor({ signer }: { readonly signer: Hex }) {
    super("This is another wallet or passkey than the one on your card.", {
      metaMessages: [
        size(signer) === 20
          ? `Your card names ${getAddress(signer)}. Choose that account in your wallet, and try again.`
          : "Choose the passkey with which you became a guardian.",
      ],
    });
  }
}
