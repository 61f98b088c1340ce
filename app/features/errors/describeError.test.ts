import { describe, expect, test } from "vitest";
import { describeError } from "./describeError";

const named = (name: string, rest: object = {}) => Object.assign(new Error("internal words"), { name, ...rest });

describe("describeError", () => {
  test("behavior: a problem of the service is told by its code, with rule and request id", () => {
    const problem = { code: "policy_refused", detail: "x", action: "Send less.", rule: "daily-limit", requestId: "r1" };
    expect(describeError(named("TandemApiError", { problem }))).toMatchObject({
      title: "A rule of your account does not allow this",
      action: "Send less.",
      rule: "daily-limit",
      requestId: "r1",
      retryable: false,
    });
  });

  test("behavior: a rule that says more than its code has words of its own, and the service's advice", () => {
    const problem = { code: "epoch_stale", rule: "owner-replaced", action: "Use the device that holds the new key." };
    expect(describeError(named("TandemApiError", { problem }))).toMatchObject({
      title: "Another key owns this account",
      action: "Use the device that holds the new key.",
      alarm: true,
    });
    const stale = { code: "epoch_stale", action: "x" };
    expect(describeError(named("TandemApiError", { problem: stale })).action).toBe("Sign in again with your passkey.");
  });

  test.each(["PasskeyCancelledError", "WalletCancelledError"])("behavior: a closed prompt is no error: %s", (name) => {
    expect(describeError(named(name))).toMatchObject({ cancelled: true });
  });

  test("behavior: another server is an alarm, and nothing to try again", () => {
    expect(describeError(named("ServerIdentityChangedError"))).toMatchObject({ alarm: true, retryable: false });
  });

  test("behavior: what the client says for people is passed on", () => {
    const error = named("VaultOpenError", { shortMessage: "It did not open.", metaMessages: ["Use your passkey."] });
    expect(describeError(error)).toMatchObject({ title: "It did not open", action: "Use your passkey." });
  });

  test.each([undefined, null, "text", 7, {}, new TypeError("x is not a function")])(
    "error: never shows internals of %o, and always says what to do",
    (error) => {
      const { title, action } = describeError(error);
      expect(title).toBe("Something went wrong");
      expect(action).not.toBe("");
    },
  );
});
