import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { createProblem, type ErrorCode } from "@tandem/protocol";

/** Answers with an RFC 9457 problem, as the co-signer does. */
export function sendProblem(response: ServerResponse, code: ErrorCode, detail: string, action?: string): void {
  const problem = createProblem({ code, detail, requestId: randomUUID(), ...(action && { action }) });
  response.writeHead(problem.status, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
}
