import { BaseError } from "@tandem/protocol";

/** What is wrong with a typed kit code. `groups` counts from 1 and holds none of what was typed. */
export type KitCodeProblem = "incomplete" | "too-long" | "character" | "group" | "checksum";

const codeProblems: Record<KitCodeProblem, readonly [string, string]> = {
  incomplete: ["The code is not complete yet.", "It has 7 groups of 5 characters. Type the rest."],
  "too-long": ["This is longer than a code.", "It has 7 groups of 5 characters. Remove what is too much."],
  character: [
    "The code has a character that no code has.",
    "A code has digits and letters without U. Compare it again.",
  ],
  group: ["There is a typing mistake in the code.", "Compare the marked group with what you wrote down."],
  checksum: ["The groups of this code do not belong together.", "Compare every group with what you wrote down."],
};

/** A kit code that cannot be right, seen without the kit: half typed, or with a typing mistake. */
export class KitCodeError extends BaseError {
  override readonly name = "KitCodeError";
  readonly reason: KitCodeProblem;
  /** The groups with a mistake, from 1. */
  readonly groups: readonly number[];

  constructor({ reason, groups = [] }: { readonly reason: KitCodeProblem; readonly groups?: readonly number[] }) {
    super(codeProblems[reason][0], { metaMessages: [codeProblems[reason][1]] });
    this.reason = reason;
    this.groups = groups;
  }
}

export type KitFormatProblem = "not-a-kit" | "damaged" | "newer" | "incomplete";

const formatProblems: Record<KitFormatProblem, readonly [string, string]> = {
  "not-a-kit": ["This is not a Tandem backup kit.", "Choose the file or the sheet that you saved as your backup kit."],
  damaged: ["This backup kit is damaged.", "Use another copy: the file, or the printed sheet."],
  newer: ["This backup kit was made by a newer version.", "Reload the page to get the newest version, then try again."],
  incomplete: ["The text of the sheet is not complete yet.", "It has 12 lines of 24 characters. Type the rest."],
};

/** A file, QR code or typed sheet that is no kit, or one that was changed or cut. Seen without the code. */
export class KitFormatError extends BaseError {
  override readonly name = "KitFormatError";
  readonly reason: KitFormatProblem;
  /** Lines of a typed sheet with a mistake, from 1. */
  readonly lines: readonly number[];

  constructor({ reason, lines = [] }: { readonly reason: KitFormatProblem; readonly lines?: readonly number[] }) {
    const [what, action] = formatProblems[reason];
    const where = lines.length > 0 ? `Compare line ${lines.join(", ")} with the sheet.` : action;
    super(what, { metaMessages: [where] });
    this.reason = reason;
    this.lines = lines;
  }
}

/** The code is well formed and does not open this kit: it is the code of another kit, or the kit was changed on purpose. */
export class KitOpenError extends BaseError {
  override readonly name = "KitOpenError";

  constructor() {
    super("This code does not open this backup kit.", {
      metaMessages: ["Each kit has its own code. Use the code you wrote down when you made this kit."],
    });
  }
}

/** A kit of another account than the one that is open. */
export class KitAccountError extends BaseError {
  override readonly name = "KitAccountError";

  constructor() {
    super("This is the backup kit of another account.", {
      metaMessages: ["Choose the kit of this account, or open the other account first."],
    });
  }
}

/**
 * A kit from before the key changed. `refreshed`: its share was renewed and the update that brings the kit along is not
 * there. `replaced`: the account has another key, or this kit was replaced by a newer one.
 */
export class KitOutdatedError extends BaseError {
  override readonly name = "KitOutdatedError";
  readonly reason: "refreshed" | "replaced";

  constructor({ reason }: { readonly reason: "refreshed" | "replaced" }) {
    super("This backup kit is out of date.", {
      metaMessages: [
        reason === "refreshed"
          ? "The account's key was renewed after it was made. Use a newer kit, or make one on a device that still works."
          : "A newer kit took its place. Destroy this one and use the newer one, or make one on a device that still works.",
      ],
    });
    this.reason = reason;
  }
}
