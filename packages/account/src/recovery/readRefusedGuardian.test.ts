import { BaseError, encodeErrorResult, RpcRequestError } from "viem";
import { describe, expect, test } from "vitest";
import { accountAbi } from "../generated/abi.ts";
import { readRefusedGuardian } from "./readRefusedGuardian.ts";

const signer = "0x00000000000000000000000000000000000000aa";
const refusal = encodeErrorResult({ abi: accountAbi, errorName: "InvalidApproval", args: [signer] });
const other = encodeErrorResult({ abi: accountAbi, errorName: "SameNewOwner" });

describe("readRefusedGuardian", () => {
  test("behavior: names the guardian, out of the data and out of what a call throws", () => {
    expect(readRefusedGuardian(refusal)).toBe(signer);
    const error = { code: 3, message: "execution reverted", data: refusal };
    const cause = new RpcRequestError({ body: {}, error, url: "http://localhost" });
    expect(readRefusedGuardian(new BaseError("call", { cause }))).toBe(signer);
  });

  test("behavior: any other failure names nobody", () => {
    for (const failure of [other, "0x", "0x1234", new Error("offline"), undefined]) {
      expect(readRefusedGuardian(failure)).toBeUndefined();
    }
  });
});
