import { concat, decodeFunctionData, getAddress, type Hex, keccak256, slice, zeroHash } from "viem";
import { describe, expect, test } from "vitest";
import { accountFactoryAbi } from "../generated/abi.ts";
import { encodeFactoryData } from "./encodeFactoryData.ts";
import { getAccountAddress } from "./getAccountAddress.ts";

const factory = `0x${"11".repeat(20)}` as const;
const core = `0x${"22".repeat(20)}` as const;
const birthKey: Hex = `0x${"33".repeat(32)}`;
const word = (byte: string): Hex => `0x${byte.repeat(32)}`;

describe("getAccountAddress", () => {
  test("behavior: S20: CREATE2 of every part", () => {
    const runtime = concat(["0x363d3d373d3d3d363d73", core, "0x5af43d82803e903d91602b57fd5bf3", birthKey]);
    expect((runtime.length - 2) / 2).toBe(0x4d);
    const initCodeHash = keccak256(concat(["0x61004d3d81600a3d39f3", runtime]));
    const salt = keccak256(concat([word("44"), word("55")]));
    const expected = getAddress(slice(keccak256(concat(["0xff", factory, salt, initCodeHash])), 12));
    expect(getAccountAddress({ factory, core, birthKey, configHash: word("44"), salt: word("55") })).toBe(expected);
  });

  test("param: no configuration and no salt are 0", () => {
    const bare = getAccountAddress({ factory, core, birthKey });
    expect(getAccountAddress({ factory, core, birthKey, configHash: zeroHash, salt: zeroHash })).toBe(bare);
    expect(bare).not.toBe(getAccountAddress({ birthKey }));
  });

  test.each([
    ["factory", { factory: core }],
    ["core", { core: factory }],
    ["birth key", { birthKey: word("34") }],
    ["configHash", { configHash: word("01") }],
    ["salt", { salt: word("01") }],
  ])("S20: another %s, another address", (_what, change) => {
    const parameters = { factory, core, birthKey };
    expect(getAccountAddress({ ...parameters, ...change })).not.toBe(getAccountAddress(parameters));
  });
});

describe("encodeFactoryData", () => {
  test("behavior: createAccount with the rotations in order", () => {
    const rotations = ["66", "77"].map((byte) => ({
      newOwner: word(byte),
      proof: `0x${byte.repeat(52)}` as const,
      ownerSignature: `0x${byte.repeat(52)}` as const,
    }));
    const data = encodeFactoryData({ birthKey, configHash: word("44"), salt: word("55"), rotations });
    const decoded = decodeFunctionData({ abi: accountFactoryAbi, data });
    expect(decoded).toEqual({ functionName: "createAccount", args: [birthKey, word("44"), word("55"), rotations] });
    const bare = decodeFunctionData({ abi: accountFactoryAbi, data: encodeFactoryData({ birthKey }) });
    expect(bare.args).toEqual([birthKey, zeroHash, zeroHash, []]);
  });
});
