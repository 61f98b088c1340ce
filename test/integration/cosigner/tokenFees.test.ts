// Network fees in a token, and the sponsor's gates, through the bundler and viem's own paymaster client.
import { encodeSignature, toTandemSmartAccount } from "@tandem/account";
import { type ChainClient, createChainClient, type Stack } from "@tandem/devnet";
import type { ChainConfig, Config } from "@tandem/protocol";
import pg from "pg";
import { type Address, encodeFunctionData, erc20Abi, type Hex, http, parseEventLogs, zeroAddress } from "viem";
import { createBundlerClient, createPaymasterClient } from "viem/account-abstraction";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenPaymasterAbi } from "../../../packages/account/src/generated/abi.ts";
import { startTestStack } from "../../support/startTestStack.ts";
import { cosign, createDevice, type Device } from "./support/createDevice.ts";

let stack: Stack;
let chain: ChainClient;
let config: Config;
let chainConfig: ChainConfig;
let database: pg.Client;

beforeAll(async () => {
  stack = await startTestStack({ without: ["app"] });
  chain = createChainClient(stack.urls.rpc);
  config = (await (await fetch(`${stack.urls.front}/v1/config`)).json()) as Config;
  chainConfig = config.chains[0]!;
  database = new pg.Client(stack.urls.database);
  await database.connect();
}, 180_000);
afterAll(async () => {
  await database?.end();
  await stack?.stop();
});

const stranger: Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const paymasterPath = "/paymaster/31337";

/** The device as viem sees it: a smart account, and a bundler client whose paymaster is the service. */
async function createSender(device: Device, token?: Address) {
  const account = await toTandemSmartAccount({
    client: chain,
    signer: {
      publicKey: device.account.publicKey,
      async sign(request) {
        const signed = await cosign(device, request, { confirmed: ["approval"] });
        if (!signed.answer.ok) throw new Error(JSON.stringify(signed.answer.problem));
        return request.kind === "userOperation" ? encodeSignature(signed.finish(), request) : signed.finish();
      },
    },
  });
  const signingFetch: typeof fetch = async (_input, init) => {
    const rawBody = new TextEncoder().encode(String(init?.body));
    const { url, method, headers, body } = await device.sign("POST", paymasterPath, undefined, { rawBody });
    return fetch(url, { method, headers, body: new Uint8Array(body ?? []) });
  };
  const paymaster = createPaymasterClient({
    transport: http(`${stack.urls.front}/v1${paymasterPath}`, { fetchFn: signingFetch, retryCount: 0 }),
  });
  const bundler = createBundlerClient({
    account,
    client: chain,
    transport: http(stack.urls.bundler),
    paymaster,
    pollingInterval: 50,
    ...(token && { paymasterContext: { token } }),
  });
  return { account, bundler, paymaster };
}

const newDevice = () => createDevice(() => stack.urls.front, config);
const balanceOf = (token: Address, owner: Address) =>
  chain.readContract({ address: token, abi: erc20Abi, functionName: "balanceOf", args: [owner] });
const approve = (token: Address, amount: bigint) => ({
  to: token,
  data: encodeFunctionData({ abi: erc20Abi, functionName: "approve", args: [chainConfig.tokenPaymaster!, amount] }),
});

describe("network fees in a token", () => {
  it("behavior: approved once, then paid in the token: confirmed by the bundler, and what was not used comes back", async () => {
    const device = await newDevice();
    const { address } = device.account;
    await stack.faucet({ address });
    const token = chainConfig.tokens[0]!.address;
    const sponsored = await createSender(device);
    const paying = await createSender(device, token);
    const payment = { calls: [{ to: stranger, value: 1n }] };
    await expect(paying.bundler.prepareUserOperation(payment)).rejects.toThrow(/has not allowed/);

    const approved = await sponsored.bundler.sendUserOperation({ calls: [approve(token, 10n ** 8n)] });
    expect(await sponsored.bundler.waitForUserOperationReceipt({ hash: approved })).toMatchObject({ success: true });

    const [coins, tokens] = [await chain.getBalance({ address }), await balanceOf(token, address)];
    const before = await balanceOf(token, chainConfig.tokenPaymaster!);
    const hash = await paying.bundler.sendUserOperation(payment);
    const receipt = await paying.bundler.waitForUserOperationReceipt({ hash });
    expect(receipt.success).toBe(true);
    expect(receipt.paymaster?.toLowerCase()).toBe(chainConfig.tokenPaymaster!.toLowerCase());
    const [paid] = parseEventLogs({ abi: tokenPaymasterAbi, logs: receipt.logs, eventName: "UserOperationSponsored" });
    const spent = tokens - (await balanceOf(token, address));
    // No coin but the payment's own; of the token what the contract says it took, and not a unit more.
    expect(coins - (await chain.getBalance({ address }))).toBe(1n);
    expect(spent).toBe(paid!.args.tokenAmount);
    expect((await balanceOf(token, chainConfig.tokenPaymaster!)) - before).toBe(spent);
    const { userOperation } = await paying.bundler.getUserOperation({ hash });
    const unitsPerCoin = 2500n * 10n ** BigInt(chainConfig.tokens[0]!.decimals);
    expect(paid!.args.tokenPerNative).toBe(unitsPerCoin);
    // It pays for the gas that was used, and for postOp, which measures itself last.
    const ofGas = (wei: bigint) => (wei * unitsPerCoin) / 10n ** 18n;
    expect(spent).toBeGreaterThanOrEqual(ofGas(receipt.actualGasCost));
    expect(spent).toBeLessThan(ofGas(receipt.actualGasCost + 60_000n * userOperation.maxFeePerGas));
    // The limit holds the most the quote could have taken.
    const { spent: counted } = await device.must<{ spent: { asset: string; spent: string }[] }>(
      "GET",
      `/accounts/${device.account.accountId}`,
    );
    const charged = BigInt(counted.find(({ asset }) => asset.toLowerCase().endsWith(token.toLowerCase()))?.spent ?? 0);
    expect(charged).toBeGreaterThan(spent);
  });

  it("error: other tokens, and more than there is, are refused early with the reason", async () => {
    const device = await newDevice();
    const foreign = await createSender(device, zeroAddress);
    const payment = { calls: [{ to: stranger, value: 0n }] };
    await expect(foreign.bundler.prepareUserOperation(payment)).rejects.toThrow(/cannot be paid in this token/);
    const poor = await createSender(device, chainConfig.tokens[0]!.address);
    await expect(poor.bundler.prepareUserOperation(payment)).rejects.toThrow(/too little of the token/);
  });
});

describe("sponsorship", () => {
  it("behavior: holds the most it can cost, counts what it did cost, and gives the rest back", async () => {
    const device = await newDevice();
    const id = Buffer.from(device.account.accountId.slice(2), "hex");
    const read = async () => {
      const { rows } = await database.query<{ held: string | null; account: string; service: string }>(
        `SELECT (SELECT max_wei FROM sponsorships WHERE account_id = $1) AS held,
          sponsor_spent('account:' || encode($1, 'hex')) AS account, sponsor_spent('service') AS service`,
        [id],
      );
      return rows[0]!;
    };
    await stack.faucet({ address: device.account.address });
    const { bundler } = await createSender(device);
    // What the tests before have paid for is counted too, once it has settled.
    const countOpen = async () =>
      (await database.query<{ open: number }>("SELECT count(*)::int AS open FROM intents WHERE open")).rows[0]?.open;
    await expect.poll(countOpen, { timeout: 20_000 }).toBe(0);
    const before = await read();
    const operation = await bundler.prepareUserOperation({ calls: [{ to: stranger, value: 1n }] });
    const gas = [
      operation.callGasLimit,
      operation.verificationGasLimit,
      operation.preVerificationGas,
      operation.paymasterVerificationGasLimit ?? 0n,
      operation.paymasterPostOpGasLimit ?? 0n,
    ].reduce((sum, part) => sum + part, 0n);
    expect(await read()).toMatchObject({ held: String(gas * operation.maxFeePerGas), account: "0" });
    const hash = await bundler.sendUserOperation({ calls: [{ to: stranger, value: 1n }] });
    const { actualGasCost } = await bundler.waitForUserOperationReceipt({ hash });
    await expect.poll(read, { timeout: 20_000, interval: 200 }).toEqual({
      held: null,
      account: String(actualGasCost),
      service: String(BigInt(before.service) + actualGasCost),
    });
    expect(actualGasCost).toBeLessThan(gas * operation.maxFeePerGas);
  });

  it("behavior: one operation of an account at a time; the next one once it has executed", async () => {
    const device = await newDevice();
    await stack.faucet({ address: device.account.address });
    const { bundler, account } = await createSender(device);
    const calls = [{ to: stranger, value: 1n }];
    const first = await bundler.prepareUserOperation({ calls });
    // The same nonce again replaces it; another one waits.
    await bundler.prepareUserOperation({ calls: [{ to: stranger, value: 2n }] });
    await expect(bundler.prepareUserOperation({ calls, nonce: first.nonce + (1n << 64n) })).rejects.toThrow(
      /Another sponsored operation/,
    );
    const hash = await bundler.sendUserOperation({ calls });
    expect(await bundler.waitForUserOperationReceipt({ hash })).toMatchObject({ success: true });
    const next = await bundler.sendUserOperation({ calls });
    expect(await bundler.waitForUserOperationReceipt({ hash: next })).toMatchObject({ success: true });
    expect(await account.getNonce()).toBe(2n);
  });

  it("behavior: a first operation that would fail is not sponsored, and costs its network nothing", async () => {
    const device = await newDevice();
    const { paymaster, account } = await createSender(device);
    const { factory, factoryData } = await account.getFactoryArgs();
    const request = {
      chainId: 31337,
      entryPointAddress: chainConfig.entryPoint,
      sender: account.address,
      nonce: 0n,
      factory,
      factoryData,
      // More than it has.
      callData: await account.encodeCalls([{ to: stranger, value: 1n }]),
      callGasLimit: 200_000n,
      verificationGasLimit: 400_000n,
      preVerificationGas: 100_000n,
      maxFeePerGas: 2_000_000_000n,
      maxPriorityFeePerGas: 1_000_000_000n,
    } as Parameters<typeof paymaster.getPaymasterData>[0];
    await expect(paymaster.getPaymasterData(request)).rejects.toThrow(/would fail, so it is not sponsored/);
    const { rows } = await database.query("SELECT 1 FROM sponsorships WHERE account_id = $1", [
      Buffer.from(device.account.accountId.slice(2) as Hex, "hex"),
    ]);
    expect(rows).toEqual([]);
    await stack.faucet({ address: device.account.address });
    expect(await paymaster.getPaymasterData(request)).toMatchObject({ paymaster: chainConfig.sponsorPaymaster });
  });
});
