import { BaseError } from "@tandem/protocol";

/** A link or text that should be a request and cannot be used. */
export class RecoveryRequestError extends BaseError {
  override readonly name = "RecoveryRequestError";

  constructor(reason: string, remedy = "Ask your friend for the whole link again.") {
    super(`This request cannot be used: ${reason}.`, { metaMessages: [remedy] });
  }
}

/** A text that should be a guardian's approval of this request and is not. */
export class RecoveryApprovalError extends BaseError {
  override readonly name = "RecoveryApprovalError";
  readonly reason: "format" | "not-a-guardian" | "not-on-chain" | "other-request" | "signature" | "twice";

  constructor(reason: RecoveryApprovalError["reason"]) {
    const words = {
      format: ["This is not an approval.", "Copy the guardian's whole answer and paste it again."],
      "other-request": [
        "This approval is for another request.",
        "Send the guardian the link of this request, and ask to approve it again.",
      ],
      "not-a-guardian": [
        "This person is not a guardian of the account.",
        "The guardian may have an old card. Ask the others.",
      ],
      "not-on-chain": [
        "No network has this guardian's approval yet.",
        "Wait until the Safe or contract has sent its transaction and it is confirmed, then try again.",
      ],
      signature: ["The approval's signature is not right.", "Ask the guardian to approve once more."],
      twice: ["This guardian has approved already.", "Each guardian counts once. Ask another one."],
    } as const;
    super(words[reason][0], { metaMessages: [words[reason][1]] });
    this.reason = reason;
  }
}

/** An address alone does not say what a recovery needs. */
export class RecoveryLookupError extends BaseError {
  override readonly name = "RecoveryLookupError";
  readonly reason: "unknown" | "no-guardians" | "guardians-unknown";

  constructor(reason: RecoveryLookupError["reason"]) {
    const words = {
      unknown: [
        "Neither our server nor the networks know this account.",
        "Compare the address. An account that was never used is known to its guardians only: ask one for their card.",
      ],
      "no-guardians": [
        "This account has no guardians.",
        "It comes back by a passkey that was synchronised, by another device, or by the backup kit.",
      ],
      "guardians-unknown": [
        "The account has guardians, but nobody here knows the list of them.",
        "Ask one of your guardians for their card: it has the list.",
      ],
    } as const;
    super(words[reason][0], { metaMessages: [words[reason][1]] });
    this.reason = reason;
  }
}

/** The guardian's card does not fit the request. */
export class RecoveryCardError extends BaseError {
  override readonly name = "RecoveryCardError";

  constructor(reason: string, remedy: string) {
    super(reason, { metaMessages: [remedy] });
  }
}
