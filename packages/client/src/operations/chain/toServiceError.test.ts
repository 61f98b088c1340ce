import { HttpRequestError, RpcRequestError, TimeoutError } from "viem";
import { describe, expect, test } from "vitest";
import {
  InsufficientFundsError,
  OperationRefusedError,
  PasskeyCancelledError,
  ServiceUnreachableError,
} from "../../errors.ts";
import { toServiceError } from "./toServiceError.ts";

const rpcError = (message: string) =>
  new RpcRequestError({ body: {}, error: { code: -32_500, message }, url: "http://localhost" });

describe("toServiceError", () => {
  test("behavior: no answer is an outage of the service that was asked", () => {
    const errors = [
      new HttpRequestError({ url: "http://localhost" }),
      new TimeoutError({ body: {}, url: "http://localhost" }),
      new TypeError("fetch failed"),
    ];
    for (const error of errors) {
      expect(toServiceError(error, "bundler")).toBeInstanceOf(ServiceUnreachableError);
      expect(toServiceError(error, "chain")).toMatchObject({ service: "chain" });
    }
  });

  test("behavior: a refusal keeps its reason; a lack of funds has its own class", () => {
    expect(toServiceError(rpcError("AA25 invalid account nonce"), "bundler")).toMatchObject({
      name: "OperationRefusedError",
      reason: "AA25 invalid account nonce",
    });
    for (const reason of [
      "AA21 didn't pay prefund",
      "UserOperation reverted during simulation with reason: 0xe450d38c0000",
      "execution reverted: ERC20: transfer amount exceeds balance",
    ]) {
      expect(toServiceError(rpcError(reason), "bundler")).toBeInstanceOf(InsufficientFundsError);
    }
    expect(toServiceError(rpcError("execution reverted"), "bundler")).toBeInstanceOf(OperationRefusedError);
  });

  test("behavior: our own errors pass unchanged", () => {
    const error = new PasskeyCancelledError();
    expect(toServiceError(error, "chain")).toBe(error);
  });
});
