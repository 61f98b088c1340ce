import { concat, encodeFunctionData, type Hex, numberToHex, pad, parseEther, parseEventLogs, zeroHash } from "viem";
import { entryPoint09Abi, type PackedUserOperation } from "viem/account-abstraction";
import { beforeEach, describe, expect, test } from "vitest";
import { accountAbi, executePackedSelector } from "../../../packages/account/src/generated/abi.ts";
import { createOwner } from "../support/createOwner.ts";
import {
  createAccount,
  type Deployment,
  deployAccounts,
  encodeCreateAccount,
  encodeInitCode,
  fundAccount,
  getAddress,
  initialData,
  signedOperation,
} from "../support/deployAccounts.ts";
import { beneficiary, handleOps, hashUserOperation, packUserOperation, readSuccess } from "../support/userOperation.ts";

const owner = createOwner(1n);
const target = pad("0x7a57e7", { size: 20 });
const pay = (valueWei: bigint): Hex => concat([executePackedSelector, target, numberToHex(valueWei, { size: 32 })]);

let deployment: Deployment;
let chain: Deployment["chain"];
let sender: `0x${string}`;

beforeEach(async () => {
  deployment = await deployAccounts();
  chain = deployment.chain;
  sender = await createAccount(deployment, initialData(owner));
});

const received = () => chain.client.getBalance({ address: target });

describe("an operation through EntryPoint v0.9", { timeout: 60_000 }, () => {
  test("behavior: executes what the owner signed", async () => {
    const receipt = await handleOps(chain, [await signedOperation(chain, owner, { sender, callData: pay(5n) })]);
    expect(readSuccess(receipt)).toEqual([true]);
    expect(await received()).toBe(5n);
  });

  test("S3: flipping any field fails", async () => {
    const userOp = await signedOperation(chain, owner, { sender, callData: pay(5n) });
    const flipped: readonly Partial<PackedUserOperation>[] = [
      { nonce: 1n << 64n },
      { callData: pay(6n) },
      { accountGasLimits: concat([numberToHex(1_500_001n, { size: 16 }), numberToHex(1_000_000n, { size: 16 })]) },
      { accountGasLimits: concat([numberToHex(1_500_000n, { size: 16 }), numberToHex(1_000_001n, { size: 16 })]) },
      { preVerificationGas: 50_001n },
      { gasFees: concat([numberToHex(1_000_000_001n, { size: 16 }), numberToHex(20_000_000_000n, { size: 16 })]) },
      { gasFees: concat([numberToHex(1_000_000_000n, { size: 16 }), numberToHex(20_000_000_001n, { size: 16 })]) },
      { signature: concat([userOp.signature.slice(0, -2) as Hex, userOp.signature.endsWith("00") ? "0x01" : "0x00"]) },
    ];
    for (const change of flipped) {
      await expect(handleOps(chain, [{ ...userOp, ...change }]), JSON.stringify(Object.keys(change))).rejects.toThrow(
        "AA24 signature error",
      );
    }
    // The sender: another account of the same key.
    const other = await createAccount(deployment, initialData(owner, { salt: numberToHex(1n, { size: 32 }) }));
    await expect(handleOps(chain, [{ ...userOp, sender: other }])).rejects.toThrow("AA24 signature error");
    expect(await received()).toBe(0n);
  });

  test("S3: an operation signed for another chain fails", async () => {
    const userOp = packUserOperation({ sender, callData: pay(5n) });
    const signature = owner.sign(hashUserOperation(userOp, chain.chainId + 1));
    await expect(handleOps(chain, [{ ...userOp, signature }])).rejects.toThrow("AA24 signature error");
  });

  test("S5: malformed and long signatures are refused as invalid, without a revert", async () => {
    const userOp = packUserOperation({ sender, callData: pay(5n) });
    for (const length of [0, 1, 51, 53, 63, 65, 8192]) {
      const signature: Hex = `0x${"7f".repeat(length)}`;
      await expect(handleOps(chain, [{ ...userOp, signature }])).rejects.toThrow("AA24 signature error");
    }
  });

  test("S8: two operations of one sender in a bundle", async () => {
    const first = await signedOperation(chain, owner, { sender, nonce: 0n, callData: pay(1n) });
    const second = await signedOperation(chain, owner, { sender, nonce: 1n, callData: pay(2n) });
    expect(readSuccess(await handleOps(chain, [first, second]))).toEqual([true, true]);
    expect(await received()).toBe(3n);
    await expect(handleOps(chain, [first])).rejects.toThrow("AA25 invalid account nonce");
  });

  test("S9: two accounts in one bundle keep to themselves", async () => {
    const otherOwner = createOwner(2n);
    const other = await createAccount(deployment, initialData(otherOwner));
    const mine = await signedOperation(chain, owner, { sender, callData: pay(1n) });
    const theirs = await signedOperation(chain, otherOwner, { sender: other, callData: pay(2n) });
    const forged = await signedOperation(chain, owner, { sender: other, callData: pay(4n) });
    await expect(handleOps(chain, [mine, forged])).rejects.toThrow("AA24 signature error");
    const before = await Promise.all([sender, other].map((address) => chain.client.getBalance({ address })));
    expect(readSuccess(await handleOps(chain, [mine, theirs]))).toEqual([true, true]);
    const after = await Promise.all([sender, other].map((address) => chain.client.getBalance({ address })));
    expect(after).toEqual([before[0]! - 1n, before[1]! - 2n]);
  });

  test("S11: the validity bounds hold to the second", async () => {
    const { timestamp } = await chain.client.getBlock();
    const base = Number(timestamp) + 1000;
    const attempt = async (nowSeconds: number, validAfter: number, validUntil: number) => {
      const unsigned = { ...(await signedOperation(chain, owner, { sender, callData: pay(1n) })) };
      const signature = owner.signBounded(hashUserOperation(unsigned, chain.chainId), validAfter, validUntil);
      const snapshot = await chain.client.snapshot();
      await chain.client.setNextBlockTimestamp({ timestamp: BigInt(nowSeconds) });
      await chain.client.mine({ blocks: 1 });
      const outcome = await chain.client
        .simulateContract({
          abi: entryPoint09Abi,
          address: "0x433709009B8330FDa32311DF1C2AFA402eD8D009",
          functionName: "handleOps",
          args: [[{ ...unsigned, signature }], beneficiary],
          account: chain.wallet.account,
          blockTag: "latest",
        })
        .then(
          () => "valid",
          (error: Error) => (error.message.includes("AA22 expired or not due") ? "not valid" : error.message),
        );
      await chain.client.revert({ id: snapshot });
      return outcome;
    };
    // EntryPoint v0.9 takes an operation in validAfter < now ≤ validUntil.
    const outcomes = {
      atValidAfter: await attempt(base, base, base + 600),
      afterValidAfter: await attempt(base + 1, base, base + 600),
      atValidUntil: await attempt(base + 600, base, base + 600),
      afterValidUntil: await attempt(base + 601, base, base + 600),
      withoutEnd: await attempt(base + 601, base, 0),
    };
    expect(outcomes).toEqual({
      atValidAfter: "not valid",
      afterValidAfter: "valid",
      atValidUntil: "valid",
      afterValidUntil: "not valid",
      withoutEnd: "valid",
    });
  });

  test("S12: prefund paid exactly", async () => {
    const poor = createOwner(3n);
    const data = initialData(poor);
    const account = await getAddress(deployment, data);
    const initCode = encodeInitCode(deployment.factory, data);
    const userOp = await signedOperation(chain, poor, { sender: account, initCode });
    const requiredWei = (1_500_000n + 1_000_000n + 50_000n) * 20_000_000_000n;
    await chain.client.setBalance({ address: account, value: requiredWei - 1n });
    await expect(handleOps(chain, [userOp])).rejects.toThrow("AA21 didn't pay prefund");
    await chain.client.setBalance({ address: account, value: requiredWei });
    expect(readSuccess(await handleOps(chain, [userOp]))).toEqual([true]);
    expect(await chain.client.getBalance({ address: account })).toBe(0n);
  });

  test("S22: an operation with initCode succeeds when somebody deployed the account first", async () => {
    const late = createOwner(4n);
    const data = initialData(late);
    const account = await getAddress(deployment, data);
    await fundAccount(chain, account);
    const initCode = encodeInitCode(deployment.factory, data);
    const userOp = await signedOperation(chain, late, { sender: account, initCode, callData: pay(5n) });
    await chain.wallet.sendTransaction({ to: deployment.factory, data: encodeCreateAccount(data) });
    const receipt = await handleOps(chain, [userOp]);
    expect(readSuccess(receipt)).toEqual([true]);
    expect(parseEventLogs({ abi: entryPoint09Abi, eventName: "IgnoredInitCode", logs: receipt.logs })).toHaveLength(1);
  });

  test("S1: the account executes for no other EntryPoint", async () => {
    const { address } = await chain.viem.deployContract("AccountFeatures", [target]);
    const core = await chain.viem.deployContract("AccountCore", [address]);
    expect(core.address).not.toBe(deployment.core);
    await chain.client.impersonateAccount({ address: target });
    await chain.client.setBalance({ address: target, value: parseEther("1") });
    await expect(
      chain.wallet.sendTransaction({ account: target, to: sender, data: pay(5n) }),
      "an EntryPoint of other accounts",
    ).rejects.toThrow("NotEntryPoint");
  });

  test("behavior: the account administers itself in an operation", async () => {
    const getNonce = encodeFunctionData({ abi: accountAbi, functionName: "getNonce", args: [0n] });
    const callData = concat([executePackedSelector, sender, zeroHash, getNonce]);
    expect(readSuccess(await handleOps(chain, [await signedOperation(chain, owner, { sender, callData })]))).toEqual([
      true,
    ]);
  });
});
