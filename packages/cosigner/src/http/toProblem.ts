import { ClockSkewError, createProblem, type Problem, RequestError, signServerTime } from "@tandem/protocol";
import { ZodError } from "zod";
import type { Context } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { isDatabaseUnavailable } from "../store/index.ts";

/** Any failure as the one thing a caller gets to see. Unknown errors become `internal` without a word of their own. */
export async function toProblem(context: Context, error: unknown, requestId: string): Promise<Problem> {
  if (error instanceof ServiceError) {
    const { code, shortMessage, action, rule } = error;
    return createProblem({
      code,
      detail: shortMessage.slice(0, 1024),
      requestId,
      ...(action === undefined ? {} : { action }),
      ...(rule === undefined ? {} : { rule }),
    });
  }
  if (error instanceof ClockSkewError) {
    const time = await signServerTime({
      nowMs: Math.round(context.now()),
      requestNonce: error.nonce,
      sign: context.keys.signTime,
    });
    return createProblem({ code: error.code, detail: error.shortMessage, requestId, time });
  }
  if (error instanceof RequestError) return createProblem({ code: error.code, detail: error.shortMessage, requestId });
  if (isDatabaseUnavailable(error)) {
    const detail = "The service cannot reach its database right now. Nothing was lost.";
    return createProblem({ code: "upstream_unavailable", detail, requestId });
  }
  if (isZodError(error)) return createProblem({ code: "request_malformed", detail: describe(error), requestId });
  return createProblem({ code: "internal", detail: "Something went wrong in the service.", requestId });
}

/** By shape: the schemas come from the protocol package, which may bring its own copy of zod. */
function isZodError(error: unknown): error is ZodError {
  return error instanceof ZodError || (error instanceof Error && error.name === "ZodError" && "issues" in error);
}

/** Where and what was expected; never what was sent. */
function describe({ issues }: ZodError): string {
  const [issue] = issues;
  const where = issue?.path.map(String).join(".").slice(0, 200) || "body";
  return `${where}: ${issue?.message.slice(0, 300) ?? "not as expected"}`;
}
