export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

type VitestReport = {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly numPendingTests?: number;
  readonly numTodoTests?: number;
};

/** Counts of Vitest's JSON report. */
export function countVitest(report: string): Counts {
  const counts = JSON.parse(report) as VitestReport; // Written by the Vitest of the lock file.
  return {
    passed: counts.numPassedTests ?? 0,
    failed: counts.numFailedTests ?? 0,
    skipped: (counts.numPendingTests ?? 0) + (counts.numTodoTests ?? 0),
  };
}

/** Counts of the summary that Hardhat prints after Solidity tests: "  12 passing", "  1 failing", "  1 skipped". */
export function countHardhat(output: string): Counts {
  const last = (word: string) => Number([...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}`, "gm"))].at(-1)?.[1] ?? 0);
  return { passed: last("passing"), failed: last("failing"), skipped: last("skipped") };
}
