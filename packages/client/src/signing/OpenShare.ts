import type { KeyPackage } from "@tandem/frost";
import { zeroize } from "../bytes.ts";
import { ShareClosedError } from "../errors.ts";

/** Longest time an opened share stays in memory. */
const lifetimeMs = 30_000;

/**
 * An opened device share, for one intent. It is zeroed by `close`, or after 30 seconds whatever happens. The share is
 * in a private field: JSON, structuredClone and inspection see nothing of it.
 */
export class OpenShare {
  #keyPackage: KeyPackage | undefined;
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(keyPackage: KeyPackage) {
    this.#keyPackage = keyPackage;
    this.#timer = setTimeout(() => this.close(), lifetimeMs);
  }

  /** Use it at once and keep no reference: `close` zeroes the bytes under it. Throws ShareClosedError when gone. */
  get keyPackage(): KeyPackage {
    if (!this.#keyPackage) throw new ShareClosedError();
    return this.#keyPackage;
  }

  get isOpen(): boolean {
    return this.#keyPackage !== undefined;
  }

  /** Zeroes the share. Safe to call twice. */
  close(): void {
    clearTimeout(this.#timer);
    zeroize(this.#keyPackage?.signingShare);
    this.#keyPackage = undefined;
  }

  toJSON(): string {
    return "[secret]";
  }
}
