import { describe, expect, test } from "vitest";
import { Problem } from "../schemas/problem.ts";
import { BaseError } from "./BaseError.ts";
import { createProblem } from "./createProblem.ts";
import { errorCodes } from "./errorCodes.ts";
import { TandemApiError } from "./TandemApiError.ts";

describe("createProblem", () => {
  test.each(Object.entries(errorCodes))(
    "behavior: %s is a Problem of status %i with something to do",
    (code, status) => {
      const problem = createProblem({ code: code as keyof typeof errorCodes, detail: "No.", requestId: "r1" });
      expect(Problem.parse(problem)).toEqual(problem);
      expect(problem.status).toBe(status);
      expect(problem.action.length).toBeGreaterThan(10);
    },
  );

  test("param: rule, time and action are passed on", () => {
    const time = { nowMs: 1, signature: `0x${"00".repeat(64)}` } as const;
    const problem = createProblem({
      code: "policy_refused",
      detail: "No.",
      action: "Ask.",
      requestId: "r1",
      rule: "no-limit",
      time,
    });
    expect(Problem.parse(problem)).toMatchObject({ rule: "no-limit", action: "Ask.", time });
  });
});

describe("TandemApiError", () => {
  test("behavior: says what happened and what to do", () => {
    const problem = createProblem({ code: "rate_limited", detail: "Too many requests.", requestId: "r1" });
    const error = new TandemApiError(problem, { retryAfterSeconds: 3 });
    expect(error).toBeInstanceOf(BaseError);
    expect(error).toMatchObject({ name: "TandemApiError", code: "rate_limited", status: 429, retryAfterSeconds: 3 });
    expect(error.message).toBe("Too many requests.\nWait, then repeat.\nCode rate_limited, request r1.");
  });
});
