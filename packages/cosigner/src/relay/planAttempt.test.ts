import { describe, expect, test } from "vitest";
import { notSent, planAttempt } from "./runJob.ts";

describe("planAttempt", () => {
  test("behavior: the pause grows to ten minutes, and a call that always fails is given up", () => {
    expect(planAttempt(0, "reverted")).toEqual({ attempts: 1, status: "queued", retryInSeconds: 2 });
    expect(planAttempt(10, "reverted")).toMatchObject({ status: "queued", retryInSeconds: 600 });
    expect(planAttempt(11, "reverted")).toMatchObject({ status: "failed" });
  });

  test("behavior: a bundler that is away for two days loses nothing", () => {
    let [seconds, attempts] = [0, 0];
    while (seconds < 48 * 3600) {
      const plan = planAttempt(attempts, notSent);
      expect(plan.status).toBe("queued");
      attempts = plan.attempts;
      seconds += plan.retryInSeconds;
    }
    expect(planAttempt(449, notSent).status).toBe("failed");
  });
});
