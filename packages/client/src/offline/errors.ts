import { BaseError } from "@tandem/protocol";

/** The account has another owner on this chain than the key these shares are of. */
export class OwnerReplacedError extends BaseError {
  override readonly name = "OwnerReplacedError";

  constructor() {
    super("The account's key was replaced on this network.", {
      metaMessages: ["Use the kit and the device of the new key, or another network that still has the old one."],
    });
  }
}

export type DeviceExportProblem = "not-an-export" | "damaged" | "newer" | "code";

const problems: Record<DeviceExportProblem, readonly [string, string]> = {
  "not-an-export": ["This is not a device export.", "Choose the file that you saved as device export."],
  damaged: ["This device export is damaged.", "Use another copy of the file."],
  newer: ["This device export was made by a newer version.", "Use a newer recovery page."],
  code: ["This code does not open this device export.", "Use the code you wrote down when you made it."],
};

/** A device export that cannot be read, or not with this code. */
export class DeviceExportError extends BaseError {
  override readonly name = "DeviceExportError";
  readonly reason: DeviceExportProblem;

  constructor({ reason }: { readonly reason: DeviceExportProblem }) {
    const [what, action] = problems[reason];
    super(what, { metaMessages: [action] });
    this.reason = reason;
  }
}

/** Kit and device are of different accounts, keys or versions of the shares. */
export class SharesMismatchError extends BaseError {
  override readonly name = "SharesMismatchError";

  constructor({ reason }: { readonly reason: "account" | "key" }) {
    super(
      reason === "account"
        ? "The backup kit is of another account than the device."
        : "The backup kit and the device are of different versions of the account's key.",
      {
        metaMessages: [
          reason === "account"
            ? "Choose the kit of this account."
            : "Use the newest kit. One that was made before the key changed does not work any more.",
        ],
      },
    );
  }
}
