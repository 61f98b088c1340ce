import { BaseError } from "@tandem/protocol";

/** A name that gives no address. Nothing was paid or changed. */
export class NameLookupError extends BaseError {
  override readonly name = "NameLookupError";
  readonly reason: "malformed" | "not-found" | "unavailable";

  constructor(reason: NameLookupError["reason"], name: string) {
    const words = {
      malformed: [`“${name}” cannot be a name.`, "It looks like name.eth. Check how it is spelled."],
      "not-found": [`The name “${name}” has no address.`, "Check how it is spelled, or ask for the address."],
      unavailable: [
        "No network of this wallet knows names.",
        "Names such as name.eth are kept by Ethereum. Ask for the address, which begins with 0x.",
      ],
    } as const;
    super(words[reason][0], { metaMessages: [words[reason][1]] });
    this.reason = reason;
  }
}
