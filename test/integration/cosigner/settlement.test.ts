import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { encodeSignature, parseUserOperation } from "@tandem/account";
import { getRole } from "@tandem/devnet";
import type { Account, Activity, ActivityItem, Problem, SigningRequest, UserOperation } from "@tandem/protocol";
import { type Address, encodeFunctionData, erc20Abi, type Hex, parseAbi, parseEther } from "viem";
import { entryPoint09Abi, toPackedUserOperation } from "viem/account-abstraction";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  cosign,
  createOperation,
  type Device,
  type OperationOptions,
  type SignOptions,
} from "./support/createDevice.ts";
import { startService, type TestService } from "./support/startService.ts";

let service: TestService;

beforeAll(async () => {
  service = await startService();
});
afterAll(async () => {
  expect(readFileSync(service.cosigner.logFile, "utf8")).not.toMatch(/settlement paused|internal error/);
  await service?.stop();
});

const recipient: Address = "0x00000000000000000000000000000000000000aa";
const faucet = getRole("faucet").account;
const native = "eip155:31337/slip44:60";
type Operation = Extract<SigningRequest, { kind: "userOperation" }>;

async function paymasterCall<value>(device: Device, method: string, operation: object) {
  const body = { jsonrpc: "2.0", id: 1, method, params: [operation, service.chainConfig.entryPoint, "0x7a69", {}] };
  const answer = await device.must<{ result?: value; error?: { data: Problem } }>("POST", "/paymaster/31337", body);
  return answer;
}

/** An operation the service sponsors, as the wallet asks for it. */
async function sponsored(device: Device, options: OperationOptions): Promise<Operation> {
  const chainTime = Number((await service.chain.client.getBlock()).timestamp);
  const draft = createOperation(device, service.chainConfig, { validUntil: chainTime + 300, ...options });
  const { paymasterData: _, paymaster: __, ...plain } = draft.userOperation;
  const isDeployed = (await service.chain.client.getCode({ address: device.account.address })) !== undefined;
  const { factory: ___, factoryData: ____, ...deployed } = plain;
  const operation = isDeployed ? deployed : plain;
  const stub = await paymasterCall<object>(device, "pm_getPaymasterStubData", operation);
  const data = await paymasterCall<object>(device, "pm_getPaymasterData", {
    ...operation,
    ...stub.result,
    paymaster: undefined,
    sponsor: undefined,
    isFinal: undefined,
    paymasterData: undefined,
  });
  const { sponsor: _s, isFinal: _f, ...fields } = { ...stub.result, ...data.result } as Record<string, unknown>;
  return { ...draft, userOperation: { ...operation, ...fields } as UserOperation };
}

/** Signs and puts it on the chain, as a bundler does. */
async function signAndSend(device: Device, request: Operation, options: SignOptions = {}) {
  const signature = encodeSignature((await cosign(device, request, options)).finish(), request);
  return submit(request, signature);
}

async function submit(request: Operation, signature: Hex) {
  const { client } = service.chain;
  const operation = toPackedUserOperation({ ...parseUserOperation(request.userOperation), signature });
  const hash = await client.writeContract({
    address: request.entryPoint,
    abi: entryPoint09Abi,
    account: faucet,
    functionName: "handleOps",
    args: [[operation], faucet.address],
    gas: 3_000_000n,
  });
  const receipt = await client.waitForTransactionReceipt({ hash });
  expect(receipt.status).toBe("success");
  await client.mine({ blocks: 2 });
  return receipt;
}

const getAccount = (device: Device) => device.must<Account>("GET", `/accounts/${device.account.accountId}`);
const getItems = async (device: Device) =>
  (await device.must<Activity>("GET", `/accounts/${device.account.accountId}/activity`)).items;
const spentOf = async (device: Device, asset: string) =>
  BigInt((await getAccount(device)).spent.find((entry) => entry.asset === asset)?.spent ?? -1);

async function waitForItem(device: Device, isWanted: (item: ActivityItem) => boolean): Promise<ActivityItem> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const found = (await getItems(device)).find(isWanted);
    if (found) return found;
    await wait(100);
  }
  throw new Error(`not in the activity: ${JSON.stringify(await getItems(device))}`);
}

const sendCoin = async (to: Address, value: bigint) => {
  const { client } = service.chain;
  await client.waitForTransactionReceipt({ hash: await client.sendTransaction({ account: faucet, to, value }) });
  await client.mine({ blocks: 2 });
};

describe("settlement", () => {
  it("behavior: a sponsored first payment settles; payer and payee see it", async () => {
    const [device, payee] = [await service.createDevice(), await service.createDevice()];
    await sendCoin(device.account.address, parseEther("1"));
    const received = await waitForItem(device, ({ kind }) => kind === "received");
    expect(received.transfers).toEqual([
      {
        direction: "in",
        asset: native,
        amount: parseEther("1").toString(),
        counterparty: faucet.address.toLowerCase(),
      },
    ]);
    const value = parseEther("0.2");
    const request = await sponsored(device, { calls: [{ to: payee.account.address, value }] });
    const receipt = await signAndSend(device, request);
    expect(await service.chain.client.getBalance({ address: payee.account.address })).toBe(value);
    const settled = await waitForItem(device, ({ status, kind }) => kind === "operation" && status === "settled");
    expect(settled.transactionHash).toBe(receipt.transactionHash);
    expect(settled.transfers).toEqual([
      { direction: "out", asset: native, amount: value.toString(), counterparty: payee.account.address },
    ]);
    const arrived = await waitForItem(payee, ({ kind }) => kind === "received");
    expect(arrived.transfers[0]).toMatchObject({ amount: value.toString(), counterparty: device.account.address });
    expect(await spentOf(device, native)).toBe(value);
  });

  it("behavior: a reverted operation gives its amounts back", async () => {
    const device = await service.createDevice();
    const token = service.chainConfig.tokens[0]!;
    const asset = `eip155:31337/erc20:${token.address}`;
    const data = encodeFunctionData({ abi: erc20Abi, functionName: "transfer", args: [recipient, 5n] });
    await signAndSend(device, await sponsored(device, { calls: [{ to: token.address, data }] }));
    await waitForItem(device, ({ status }) => status === "failed");
    expect(await spentOf(device, asset)).toBe(0n);
  });

  it("behavior: an operation never sent expires and gives its amounts back; its entry nonce is free", async () => {
    const device = await service.createDevice();
    const request = await sponsored(device, { calls: [{ to: recipient, value: parseEther("0.7") }] });
    (await cosign(device, request)).finish();
    expect(await spentOf(device, native)).toBe(parseEther("0.7"));
    await service.chain.client.increaseTime({ seconds: 200 });
    await service.chain.client.mine({ blocks: 3 });
    await wait(1000);
    expect((await getItems(device))[0]?.status).toBe("signed");
    await service.chain.client.increaseTime({ seconds: 200 });
    await service.chain.client.mine({ blocks: 3 });
    await waitForItem(device, ({ status }) => status === "expired");
    expect(await spentOf(device, native)).toBe(0n);
    const next = await sponsored(device, { calls: [{ to: recipient, value: parseEther("0.8") }] });
    (await cosign(device, next)).finish();
    expect(await spentOf(device, native)).toBe(parseEther("0.8"));
    expect((await cosign(device, request)).answer.ok).toBe(false);
  });

  it("behavior: of two attempts at an entry nonce the one that executed counts", async () => {
    const device = await service.createDevice();
    await sendCoin(device.account.address, parseEther("1"));
    const [first, second] = [
      await sponsored(device, { calls: [{ to: recipient, value: parseEther("0.6") }] }),
      await sponsored(device, { calls: [{ to: recipient, value: parseEther("0.1") }] }),
    ];
    (await cosign(device, first)).finish();
    expect(await spentOf(device, native)).toBe(parseEther("0.6"));
    await signAndSend(device, second, { attempt: 1 });
    await waitForItem(device, ({ kind, status }) => kind === "operation" && status === "settled");
    const operations = (await getItems(device)).filter(({ kind }) => kind === "operation");
    expect(operations.map(({ status }) => status)).toEqual(["settled", "expired"]);
    expect(await spentOf(device, native)).toBe(parseEther("0.1"));
  });

  it("S65: once an attempt has settled its entry nonce signs no more, and what it cost stays counted", async () => {
    const device = await service.createDevice();
    await sendCoin(device.account.address, parseEther("1"));
    const [first, second, third] = [
      await sponsored(device, { calls: [{ to: recipient, value: parseEther("0.6") }] }),
      await sponsored(device, { calls: [{ to: recipient, value: parseEther("0.1") }] }),
      await sponsored(device, {}),
    ];
    const signature = encodeSignature((await cosign(device, first)).finish(), first);
    (await cosign(device, second, { attempt: 1 })).finish();
    await submit(first, signature);
    await waitForItem(device, ({ kind, status }) => kind === "operation" && status === "settled");
    for (const [request, attempt] of [
      [third, 2],
      [second, 2],
      [first, 0],
    ] as const) {
      const { answer } = await cosign(device, request, { attempt });
      expect(answer).toMatchObject({ ok: false, problem: { code: "intent_conflict", rule: "finished" } });
    }
    await service.chain.client.increaseTime({ seconds: 400 });
    await service.chain.client.mine({ blocks: 3 });
    await wait(1000);
    expect(await spentOf(device, native)).toBe(parseEther("0.6"));
  });

  it("behavior: an entry nonce that was used unseen frees what waited for it", async () => {
    const device = await service.createDevice();
    await sendCoin(device.account.address, parseEther("1"));
    await waitForItem(device, ({ kind }) => kind === "received");
    const pay = (value: bigint) => sponsored(device, { calls: [{ to: recipient, value }] });
    // The first is never sent. The second takes its entry nonce in a block that is skipped, and is forgotten.
    await cosign(device, await pay(parseEther("0.2")));
    const second = await pay(parseEther("0.3"));
    const signature = encodeSignature((await cosign(device, second, { attempt: 1 })).finish(), second);
    expect(await spentOf(device, native)).toBe(parseEther("0.3"));
    const { pool } = service.database;
    await pool.query("UPDATE chains SET block_number = block_number + 1000000");
    const { blockNumber } = await submit(second, signature);
    const id = Buffer.from(device.account.accountId.slice(2), "hex");
    await pool.query("DELETE FROM answers WHERE account_id = $1", [id]);
    await pool.query("DELETE FROM intents WHERE account_id = $1 AND attempt = 1", [id]);
    await pool.query("UPDATE intents SET created_at = created_at - interval '2 minutes' WHERE account_id = $1", [id]);
    await pool.query("UPDATE chains SET block_number = $1", [Number(blockNumber)]);
    for (let attempt = 0; (await spentOf(device, native)) !== parseEther("0.1"); attempt++) {
      if (attempt > 100) throw new Error(`still counted: ${await spentOf(device, native)}`);
      await service.chain.client.mine({ blocks: 1 });
      await wait(100);
    }
    // What the forgotten one added stays counted: nothing says that it did not execute.
    const item = (await getItems(device)).find(({ kind }) => kind === "operation");
    expect(item).toMatchObject({ status: "expired" });
  });

  it("behavior: an account that pays itself is charged what it paid, not the highest fee", async () => {
    const device = await service.createDevice();
    await sendCoin(device.account.address, parseEther("2"));
    const chainTime = Number((await service.chain.client.getBlock()).timestamp);
    const draft = createOperation(device, service.chainConfig, {
      calls: [{ to: recipient, value: 1n }],
      validUntil: chainTime + 300,
    });
    const {
      paymaster: _,
      paymasterData: __,
      paymasterVerificationGasLimit: ___,
      paymasterPostOpGasLimit: ____,
      ...own
    } = draft.userOperation;
    const before = await service.chain.client.getBalance({ address: device.account.address });
    await signAndSend(device, { ...draft, userOperation: own });
    await waitForItem(device, ({ kind, status }) => kind === "operation" && status === "settled");
    const { client } = service.chain;
    const deposit = await client.readContract({
      address: draft.entryPoint,
      abi: entryPoint09Abi,
      functionName: "balanceOf",
      args: [device.account.address],
    });
    const left = await client.getBalance({ address: device.account.address });
    expect(await spentOf(device, native)).toBe(before - left - deposit);
  });

  it("behavior: tokens that arrive are seen, and what a spender took", async () => {
    const device = await service.createDevice();
    const token = service.chainConfig.tokens[0]!;
    const { client } = service.chain;
    const abi = parseAbi(["function mint(address to, uint256 amount)"]);
    const mint = await client.writeContract({
      address: token.address,
      abi,
      account: faucet,
      functionName: "mint",
      args: [device.account.address, 1000n],
    });
    await client.waitForTransactionReceipt({ hash: mint });
    await client.mine({ blocks: 2 });
    await waitForItem(device, ({ kind, transfers }) => kind === "received" && transfers[0]?.amount === "1000");

    const approve = encodeFunctionData({ abi: erc20Abi, functionName: "approve", args: [faucet.address, 300n] });
    const request = await sponsored(device, { calls: [{ to: token.address, data: approve }] });
    await signAndSend(device, request, { confirmed: ["approval"] });
    const taken = await client.writeContract({
      address: token.address,
      abi: erc20Abi,
      account: faucet,
      functionName: "transferFrom",
      args: [device.account.address, recipient, 300n],
    });
    await client.waitForTransactionReceipt({ hash: taken });
    await client.mine({ blocks: 2 });
    const sent = await waitForItem(device, ({ kind }) => kind === "sent");
    expect(sent.transfers).toMatchObject([{ direction: "out", amount: "300", counterparty: recipient }]);
    expect(sent.transactionHash).toBe(taken);
  });

  it("behavior: the activity list pages without loss or repetition", async () => {
    const device = await service.createDevice();
    for (let nonce = 0; nonce < 60; nonce++) {
      const request = createOperation(device, service.chainConfig, {
        nonce: BigInt(nonce),
        validUntil: Number((await service.chain.client.getBlock()).timestamp) + 300,
      });
      (await cosign(device, request)).finish();
    }
    const path = `/accounts/${device.account.accountId}/activity`;
    const first = await device.must<Activity>("GET", path);
    const second = await device.must<Activity>("GET", `${path}?cursor=${first.cursor}`);
    expect(first.items.length).toBe(50);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(60);
    expect(second.cursor).toBeUndefined();
  });
});

describe("POST /paymaster/{chainId}", () => {
  it("error: refusals stand in error.data, with the rule", async () => {
    const device = await service.createDevice();
    const {
      paymasterData: _,
      paymaster: __,
      ...operation
    } = createOperation(device, service.chainConfig).userOperation;
    const expensive = await paymasterCall(device, "pm_getPaymasterData", { ...operation, callGasLimit: "0xfffffff" });
    expect(expensive.error?.data).toMatchObject({ code: "policy_refused", rule: "sponsor-cap" });
    const foreign = await paymasterCall(device, "pm_getPaymasterStubData", { ...operation, sender: recipient });
    expect(foreign.error?.data).toMatchObject({ code: "unknown_id" });
    const incomplete = await paymasterCall(device, "pm_getPaymasterData", { ...operation, maxFeePerGas: undefined });
    expect(incomplete.error?.data).toMatchObject({ code: "request_malformed" });
    const unsigned = await fetch(`${service.cosigner.url}/v1/paymaster/31337`, { method: "POST", body: "{}" });
    expect(unsigned.status).toBe(400);
    expect(((await unsigned.json()) as { error: { data: Problem } }).error.data.code).toBe("request_malformed");
  });

  it("behavior: a used-up budget is said in the stub", async () => {
    const device = await service.createDevice();
    await service.database.pool.query(
      "INSERT INTO sponsor_budgets VALUES ('account:' || $1, (now() AT TIME ZONE 'UTC')::date, 0, 100)",
      [device.account.accountId.slice(2)],
    );
    const {
      paymasterData: _,
      paymaster: __,
      ...operation
    } = createOperation(device, service.chainConfig).userOperation;
    const answer = await paymasterCall(device, "pm_getPaymasterStubData", operation);
    expect(answer.error?.data).toMatchObject({ code: "policy_refused", rule: "sponsor-account-budget" });
  });
});
