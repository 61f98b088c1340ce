/** Number of random cases: TANDEM_DEEP=1 multiplies by 100. */
export function runs(count: number): { numRuns: number } {
  return { numRuns: process.env.TANDEM_DEEP === "1" ? count * 100 : count };
}

/** Test timeout to go with `runs`, in milliseconds. */
export const deepTimeout = process.env.TANDEM_DEEP === "1" ? 3_600_000 : 30_000;
