import type { Mutant } from "./listMutants.ts";

/** A mutant that no test can notice, and why. `text` is the trimmed source line. */
export type Equivalent = {
  readonly file: string;
  readonly text: string;
  readonly original: string;
  readonly replacement: string;
  /** Which one, when the line holds `original` more than once; see Mutant. All of them when left out. */
  readonly occurrence?: number;
  readonly reason: string;
};

/** Why the mutant is equivalent to the original; undefined when it is not known to be. */
export function findReason(equivalents: readonly Equivalent[], mutant: Mutant): string | undefined {
  const squeeze = (text: string) => text.replaceAll(/\s+/g, " ").trim();
  return equivalents.find(
    ({ file, text, original, replacement, occurrence = mutant.occurrence }) =>
      file === mutant.file &&
      occurrence === mutant.occurrence &&
      text === mutant.text &&
      squeeze(original) === squeeze(mutant.original) &&
      squeeze(replacement) === squeeze(mutant.replacement),
  )?.reason;
}
