import { accountAbi } from "@tandem/account";
import { BaseError, encodeErrorResult, type Hex, RpcRequestError } from "viem";
import { describe, expect, test } from "vitest";
import { leaveRefused } from "./leaveRefused.ts";

const approvals = (["0xaa", "0xbb", "0xcc"] as const).map((signer) => ({ signer }));

/** An account that refuses what these have signed. */
function refuse(hostile: readonly Hex[]) {
  const tried: number[] = [];
  const simulate = async (given: readonly { readonly signer: Hex }[]) => {
    tried.push(given.length);
    const [signer] = given.flatMap((approval) => (hostile.includes(approval.signer) ? [approval.signer] : []));
    if (!signer) return;
    const data = encodeErrorResult({ abi: accountAbi, errorName: "InvalidApproval", args: [signer] });
    const error = { code: 3, message: "execution reverted", data };
    throw new BaseError("call", { cause: new RpcRequestError({ body: {}, error, url: "http://localhost" }) });
  };
  return { simulate, tried };
}

describe("leaveRefused", () => {
  test("behavior: leaves out each guardian that the account refuses, and keeps the others", async () => {
    const { simulate, tried } = refuse(["0xbb", "0xaa"]);
    expect(await leaveRefused({ approvals, threshold: 1, simulate })).toEqual([{ signer: "0xcc" }]);
    expect(tried).toEqual([3, 2, 1]);
  });

  test("behavior: below the threshold nothing is tried", async () => {
    const { simulate, tried } = refuse(["0xbb"]);
    expect(await leaveRefused({ approvals, threshold: 3, simulate })).toHaveLength(2);
    expect(tried).toEqual([3]);
  });

  test("behavior: another failure, or a network that does not answer, leaves out nobody", async () => {
    const simulate = async () => {
      throw new Error("offline");
    };
    expect(await leaveRefused({ approvals, threshold: 2, simulate })).toEqual(approvals);
  });
});
