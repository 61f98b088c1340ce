// What reverts without one of the contracts' own errors: contracts/README.md lists it, and why.
import { concat, encodeFunctionData, type Hex, isHex, numberToHex, slice, toFunctionSelector } from "viem";
import { entryPoint09Address } from "viem/account-abstraction";
import { beforeAll, describe, expect, test } from "vitest";
import { accountAbi } from "../../../packages/account/src/generated/abi.ts";
import { createOwner } from "../support/createOwner.ts";
import { createAccount, type Deployment, deployAccounts, initialData } from "../support/deployAccounts.ts";

const owner = createOwner(1n);
const batchMode = "0x0100000000000000000000000000000000000000000000000000000000000000";

let deployment: Deployment;
let account: Hex;

beforeAll(async () => {
  deployment = await deployAccounts();
  account = await createAccount(deployment, initialData(owner));
}, 60_000);

/** The bytes that a call of the account reverts with. */
async function revertOf(data: Hex, options: { readonly value?: bigint; readonly from?: Hex } = {}): Promise<Hex> {
  const { chain } = deployment;
  const { value = 0n, from = chain.wallet.account.address } = options;
  try {
    await chain.client.call({ to: account, data, value, account: from });
  } catch (error) {
    // Hardhat gives the bytes at one of two depths, whether it recognises the error or not.
    type Thrown = { readonly cause?: Thrown; readonly data?: unknown };
    for (let thrown = error as Thrown | undefined; thrown !== undefined; thrown = thrown.cause) {
      const found = isHex(thrown.data) ? thrown.data : (thrown.data as { data?: unknown } | undefined)?.data;
      if (isHex(found)) return found;
    }
    throw error;
  }
  throw new Error("it did not revert");
}

const rotateOwner = encodeFunctionData({
  abi: accountAbi,
  functionName: "rotateOwner",
  args: [owner.publicKey, "0x", "0x"],
});
const asEntryPoint = { from: entryPoint09Address };

describe("reverts without an error of the contracts", () => {
  test("behavior: the same calls, well formed, name their error", async () => {
    expect(slice(await revertOf(rotateOwner), 0, 4)).toBe(toFunctionSelector("OwnerUnchanged(bytes32)"));
    expect(slice(await revertOf("0xdeadbeef"), 0, 4)).toBe(toFunctionSelector("NotAvailable(bytes4)"));
  });

  test("error: empty for ether with a function that takes none", async () => {
    expect(await revertOf(rotateOwner, { value: 1n })).toBe("0x");
    expect(await revertOf("0xdeadbeef", { value: 1n })).toBe("0x");
  });

  test("error: empty for arguments that are cut off or outside their type", async () => {
    expect(await revertOf(slice(rotateOwner, 0, 4))).toBe("0x");
    const execute = encodeFunctionData({ abi: accountAbi, functionName: "execute", args: [account, 0n, "0x01"] });
    expect(await revertOf(slice(execute, 0, 100), asEntryPoint)).toBe("0x");
    const upgrade = encodeFunctionData({
      abi: accountAbi,
      functionName: "applyUpgrade",
      args: [1, deployment.factory, "0x"],
    });
    const outside = concat([slice(upgrade, 0, 35), "0x02", slice(upgrade, 36)]);
    expect(await revertOf(outside)).toBe("0x");
  });

  test("error: empty for an ERC-7821 batch whose calls lie outside", async () => {
    // One call, whose offset points behind the end.
    const words = [0x20n, 1n, 0x10000n].map((word) => numberToHex(word, { size: 32 }));
    const data = encodeFunctionData({ abi: accountAbi, functionName: "execute", args: [batchMode, concat(words)] });
    expect(await revertOf(data, asEntryPoint)).toBe("0x");
  });

  test("error: empty for features that do not say their EntryPoint", async () => {
    const data = encodeFunctionData({
      abi: accountAbi,
      functionName: "applyUpgrade",
      args: [0, deployment.factory, "0x"],
    });
    expect(await revertOf(data)).toBe("0x");
  });

  test("error: a target's own, also an empty one", async () => {
    const target = await deployment.chain.viem.deployContract("CallTarget");
    const call = (data: Hex) =>
      encodeFunctionData({ abi: accountAbi, functionName: "execute", args: [target.address, 0n, data] });
    const fail = encodeFunctionData({ abi: target.abi, functionName: "fail", args: [7n] });
    expect(await revertOf(call(fail), asEntryPoint)).toBe(
      concat([toFunctionSelector("Failed(uint256)"), numberToHex(7, { size: 32 })]),
    );
    expect(await revertOf(call(toFunctionSelector("fail(uint256)")), asEntryPoint)).toBe("0x");
  });

  test("error: empty for nonces of an EntryPoint that is not there", async () => {
    const { chain } = deployment;
    const code = await chain.client.getCode({ address: entryPoint09Address });
    await chain.client.setCode({ address: entryPoint09Address, bytecode: "0x" });
    expect(await revertOf(encodeFunctionData({ abi: accountAbi, functionName: "getNonce", args: [0n] }))).toBe("0x");
    await chain.client.setCode({ address: entryPoint09Address, bytecode: code ?? "0x" });
  });
});
