import type { Context } from "../context.ts";

/** Steps of a co-signature: checks, TX A, the share, TX B. */
export type CosignStep = "checks" | "reserve" | "share" | "release";

/** Runs one step of a co-signature with its span and its place in the histogram. */
export async function measure<result>(
  { metrics, tracing }: Pick<Context, "metrics" | "tracing">,
  step: CosignStep,
  work: () => Promise<result>,
): Promise<result> {
  const startMs = performance.now();
  try {
    return await tracing.span(`cosign.${step}`, {}, work);
  } finally {
    metrics.cosignSteps.observe({ step }, (performance.now() - startMs) / 1000);
  }
}
