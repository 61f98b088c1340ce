import { accountAbi } from "@tandem/account";
import { type Abi, type AbiFunction, encodeFunctionData, erc20Abi, toFunctionSelector } from "viem";
import { describe, expect, test } from "vitest";
import { type Asset, nativeAsset } from "./assets";
import { describeCall } from "./describeCall";

const to = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const token = "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65";
const gold: Asset = { id: "gold", chainId: 1, token, symbol: "GOLD", name: "Gold", decimals: 18 };
const assets = [nativeAsset(1), gold];
const transfer = encodeFunctionData({ abi: erc20Abi, functionName: "transfer", args: [to, 5n] });
const describeOn1 = (call: Parameters<typeof describeCall>[0]["call"]) => describeCall({ call, chainId: 1, assets });

describe("describeCall", () => {
  test("behavior: a plain payment and a token transfer are payments", () => {
    expect(describeOn1({ to, value: 7n })).toMatchObject({ kind: "send", amount: 7n, to, asset: { symbol: "ETH" } });
    expect(describeOn1({ to: token, data: transfer })).toMatchObject({ kind: "send", amount: 5n, asset: gold });
  });

  test("behavior: what is not exactly a payment is never shown as one", () => {
    const approve = encodeFunctionData({ abi: erc20Abi, functionName: "approve", args: [to, 5n] });
    expect(describeOn1({ to: token, data: approve }).kind).toBe("contract");
    expect(describeOn1({ to: token, data: transfer, value: 1n }).kind).toBe("contract");
    expect(describeOn1({ to: token, data: `${transfer}00` }).kind).toBe("contract");
    expect(describeOn1({ to, data: transfer }).kind).toBe("contract");
    const dirty = `${transfer.slice(0, 12)}1${transfer.slice(13)}` as const;
    expect(describeOn1({ to: token, data: dirty as `0x${string}` }).kind).toBe("contract");
  });

  test.each([
    ["cancelRecovery", "Cancels the recovery"],
    ["cancelGuardians", "Cancels the change of guardians"],
    ["cancelUpgrade", "Cancels the new code of the account"],
    ["scheduleGuardians", "Announces new guardians"],
    ["applyGuardians", "Puts the new guardians in place"],
  ])("behavior: %s is named where the account calls itself, and only there", (name, title) => {
    const abi: Abi = accountAbi;
    const entry = abi.find((item): item is AbiFunction => item.type === "function" && item.name === name);
    const data = toFunctionSelector(entry!);
    const describeFrom = (own: `0x${string}`, value = 0n) =>
      describeCall({ call: { to, data, value }, chainId: 1, assets, own });
    expect(describeFrom(to)).toMatchObject({ kind: "own", title });
    expect(describeFrom(token).kind).toBe("contract");
    expect(describeFrom(to, 1n).kind).toBe("contract");
    expect(describeOn1({ to, data }).kind).toBe("contract");
  });
});
