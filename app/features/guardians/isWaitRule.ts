/** The co-signer's rule that guardians wait for a day, whether it came with the preview or with the answer. */
export function isWaitRule(error: unknown): boolean {
  const { rules, problem } = (error ?? {}) as { rules?: unknown; problem?: { rule?: unknown } }; // read defensively below
  const isNamed = (rule: unknown) =>
    rule === "wait-24h" || (rule as { name?: unknown } | undefined)?.name === "wait-24h";
  return (Array.isArray(rules) && rules.some(isNamed)) || isNamed(problem?.rule);
}
