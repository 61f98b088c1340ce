/** Number of random cases: TANDEM_DEEP=1 multiplies by 100, TANDEM_CASES says how many at least. */
export function runs(count: number): { numRuns: number } {
  const least = Number(process.env.TANDEM_CASES ?? 0);
  return { numRuns: Math.max(process.env.TANDEM_DEEP === "1" ? count * 100 : count, least) };
}

/** Test timeout to go with `runs`, in milliseconds. */
export const deepTimeout = process.env.TANDEM_DEEP === "1" || process.env.TANDEM_CASES ? 3_600_000 : 30_000;
