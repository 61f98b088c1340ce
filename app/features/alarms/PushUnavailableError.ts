const reasons = {
  unsupported: {
    shortMessage: "This browser has no notifications.",
    metaMessages: ["Use e-mail, or another browser."],
  },
  blocked: {
    shortMessage: "Notifications are blocked for this site.",
    metaMessages: ["Allow them in the browser's settings for this site, then try again. Or use e-mail."],
  },
  "not-ready": {
    shortMessage: "Notifications are not ready yet.",
    metaMessages: ["Reload the page and try again."],
  },
  unreachable: {
    shortMessage: "The browser could not reach its push service.",
    metaMessages: ["Try again later, or use e-mail."],
  },
} as const;

/** Notifications cannot be turned on here. Its words are those of the other errors. */
export class PushUnavailableError extends Error {
  override readonly name = "PushUnavailableError";
  readonly shortMessage: string;
  readonly metaMessages: readonly string[];

  constructor(reason: keyof typeof reasons) {
    const { shortMessage, metaMessages } = reasons[reason];
    super(shortMessage);
    this.shortMessage = shortMessage;
    this.metaMessages = metaMessages;
  }
}
