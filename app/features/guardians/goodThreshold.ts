/** Half of them and one more. */
export function goodThreshold(count: number): number {
  return count === 1 ? 1 : Math.floor(count / 2) + 1;
}
