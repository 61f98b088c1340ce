import { getRole } from "@tandem/devnet";
import type { Account, PaymasterError, Problem } from "@tandem/protocol";
import { type Address, http, parseEther, toHex } from "viem";
import { createPaymasterClient, type PaymasterClient } from "viem/account-abstraction";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cosign, createDevice, createOperation, type Device, type RequestSigner } from "./support/createDevice.ts";
import { startService, type TestService } from "./support/startService.ts";

const environment = { TANDEM_TRUSTED_PROXIES: "127.0.0.1", TANDEM_SPONSOR_NETWORK_DAILY: "2" };
let service: TestService;

beforeAll(async () => {
  service = await startService({ environment, fsync: false });
});
afterAll(() => service?.stop());

const path = "/paymaster/31337";

/** A fetch that signs every request with the device's key, as ERC-7677 clients take one. */
function signingFetch(signer: RequestSigner): typeof fetch {
  return async (_input, init) => {
    const rawBody = new TextEncoder().encode(String(init?.body));
    const { url, method, headers, body } = await signer.sign("POST", path, undefined, { rawBody });
    return fetch(url, { method, headers, body: new Uint8Array(body ?? []) });
  };
}

const clientOf = (signer: RequestSigner): PaymasterClient =>
  createPaymasterClient({
    transport: http(`${service.cosigner.url}/v1${path}`, { fetchFn: signingFetch(signer), retryCount: 0 }),
  });

function operationOf(device: Device) {
  const { userOperation: op, entryPoint } = createOperation(device, service.chainConfig, {});
  return {
    chainId: 31337,
    entryPointAddress: entryPoint,
    sender: op.sender,
    nonce: BigInt(op.nonce),
    factory: op.factory as Address,
    factoryData: op.factoryData as Address,
    callData: op.callData,
    callGasLimit: BigInt(op.callGasLimit),
    verificationGasLimit: BigInt(op.verificationGasLimit),
    preVerificationGas: BigInt(op.preVerificationGas),
    maxFeePerGas: BigInt(op.maxFeePerGas),
    maxPriorityFeePerGas: BigInt(op.maxPriorityFeePerGas),
  };
}

/** One JSON-RPC call from a client address, as a proxy tells of it. */
async function callFrom(device: Device, network: string, method: string): Promise<Problem | undefined> {
  const { userOperation } = createOperation(device, service.chainConfig, {});
  const { paymaster: _, paymasterData: __, ...operation } = userOperation;
  const params = [operation, service.chainConfig.entryPoint, toHex(31337), null];
  const answer = await device.call<{ error?: PaymasterError }>(
    "POST",
    path,
    { jsonrpc: "2.0", id: 1, method, params },
    {
      tamper: ({ headers }) => {
        headers["x-forwarded-for"] = network;
      },
    },
  );
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  return answer.value.error?.data;
}

describe("POST /paymaster/{chainId}", () => {
  it("behavior: works with viem's paymaster client and a fetch that signs", async () => {
    const device = await service.createDevice();
    const client = clientOf(device);
    const operation = operationOf(device);
    const stub = await client.getPaymasterStubData(operation);
    expect(stub).toMatchObject({ sponsor: { name: "Tandem" }, isFinal: false });
    const data = await client.getPaymasterData({
      ...operation,
      paymasterVerificationGasLimit: stub.paymasterVerificationGasLimit!,
      paymasterPostOpGasLimit: stub.paymasterPostOpGasLimit!,
    });
    expect(data).toMatchObject({
      paymaster: service.chainConfig.sponsorPaymaster,
      paymasterData: expect.stringMatching(/^0x[0-9a-f]{152}$/),
    });
  });

  it("error: unsigned calls, strangers and tokens are refused with a reason", async () => {
    const device = await service.createDevice();
    const operation = operationOf(device);
    const unsigned = createPaymasterClient({ transport: http(`${service.cosigner.url}/v1${path}`, { retryCount: 0 }) });
    await expect(unsigned.getPaymasterStubData(operation)).rejects.toThrow();
    const plain = await fetch(`${service.cosigner.url}/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "pm_getPaymasterStubData", params: [] }),
    });
    expect([plain.status >= 400, plain.status < 500]).toEqual([true, true]);
    const stranger = await service.createDevice();
    await expect(clientOf(stranger).getPaymasterStubData(operation)).rejects.toThrow(/no such account/i);
    const token = clientOf(device).getPaymasterStubData({ ...operation, context: { token: service.chainConfig.core } });
    await expect(token).rejects.toThrow(/cannot be paid in this token/);
    const expensive = clientOf(device).getPaymasterData({ ...operation, callGasLimit: 9_000_000n });
    await expect(expensive).rejects.toThrow(/Sponsored are at most/);
  });

  it("behavior: first deployments have a cap by client network, exact under concurrency; an account counts once", async () => {
    const devices = await Promise.all(Array.from({ length: 5 }, () => service.createDevice()));
    const network = "203.0.113.7";
    const problems = await Promise.all(devices.map((device) => callFrom(device, network, "pm_getPaymasterData")));
    expect(problems.filter((problem) => problem === undefined).length).toBe(2);
    for (const problem of problems) if (problem) expect(problem.rule).toBe("sponsor-network-budget");
    const lucky = devices[problems.indexOf(undefined)]!;
    const refused = devices[problems.findIndex((problem) => problem !== undefined)]!;
    for (const method of ["pm_getPaymasterStubData", "pm_getPaymasterData"]) {
      expect(await callFrom(lucky, network, method)).toBeUndefined();
      expect((await callFrom(refused, network, method))?.rule).toBe("sponsor-network-budget");
      expect(await callFrom(refused, "203.0.113.8", method)).toBeUndefined();
    }
    // A /64 is one customer.
    const [, , ...others] = await Promise.all(
      ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:3::3"].map(async (address) =>
        callFrom(await createDevice(() => service.cosigner.url, service.config), address, "pm_getPaymasterData"),
      ),
    );
    expect(others.length).toBe(1);
    const { rows } = await service.database.pool.query<{ count: number }>(
      "SELECT count(*)::int FROM sponsored_networks WHERE network = '2001:db8:1:2'",
    );
    expect(rows[0]?.count).toBe(2);
  });

  it("behavior: an empty deposit is an early refusal, not a failed operation", async () => {
    const device = await service.createDevice();
    const owner = getRole("deployer").account;
    const { client } = service.chain;
    const abi = [
      {
        type: "function",
        name: "withdraw",
        stateMutability: "nonpayable",
        inputs: [
          { type: "address", name: "to" },
          { type: "uint256", name: "amount" },
        ],
        outputs: [],
      },
      { type: "function", name: "deposit", stateMutability: "payable", inputs: [], outputs: [] },
    ] as const;
    const address = service.chainConfig.sponsorPaymaster;
    const hash = await client.writeContract({
      address,
      abi,
      account: owner,
      functionName: "withdraw",
      args: [owner.address, parseEther("100")],
    });
    await client.waitForTransactionReceipt({ hash });
    const ask = () =>
      clientOf(device)
        .getPaymasterStubData(operationOf(device))
        .then(() => "sponsored", String);
    await expect.poll(ask, { timeout: 15_000, interval: 300 }).toMatch(/cannot pay for this operation/);
    await client.writeContract({ address, abi, account: owner, functionName: "deposit", value: parseEther("1") });
    await expect.poll(ask, { timeout: 15_000, interval: 300 }).toBe("sponsored");
  });
});

describe("budgets of coins", () => {
  it("behavior: an account's day ends at what its operations cost; a foreign paymaster draws nothing", async () => {
    const device = await service.createDevice();
    const { accountId } = device.account;
    const ask = () =>
      clientOf(device)
        .getPaymasterData({ ...operationOf(device), ...gasOf })
        .then(() => "sponsored", String);
    const gasOf = { paymasterVerificationGasLimit: 60_000n, paymasterPostOpGasLimit: 1n };
    const { pool } = service.database;
    const scope = `account:${accountId.slice(2)}`;
    const spend = (wei: bigint) =>
      pool.query(
        `INSERT INTO sponsor_spend VALUES ($1, (now() AT TIME ZONE 'UTC')::date, $2)
          ON CONFLICT (scope, day) DO UPDATE SET wei = excluded.wei`,
        [scope, wei.toString()],
      );
    // 670,001 gas at 2 gwei: the day has room for exactly that.
    const most = 670_001n * 2_000_000_000n;
    await spend(parseEther("1") - most + 1n);
    expect(await ask()).toMatch(/used up for today/);
    await spend(parseEther("1") - most);
    expect(await ask()).toBe("sponsored");
    await spend(parseEther("1"));
    const early = clientOf(device).getPaymasterStubData(operationOf(device));
    await expect(early).rejects.toThrow(/used up for today/);

    const paymaster = `0x${"77".repeat(20)}` as const;
    const foreign = createOperation(device, service.chainConfig, {
      calls: [{ to: `0x${"a1".repeat(20)}`, value: parseEther("0.4") }],
      overrides: { paymaster },
    });
    const signed = await cosign(device, foreign, { confirmed: ["unknown-call"] });
    expect(signed.answer.ok).toBe(true);
    const { spent } = await device.must<Account>("GET", `/accounts/${accountId}`);
    expect(spent.find(({ asset }) => asset === "eip155:31337/slip44:60")?.spent).toBe(parseEther("0.4").toString());
    const { rows } = await pool.query("SELECT 1 FROM sponsor_budgets WHERE scope = $1", [scope]);
    expect(rows).toEqual([]);
  });
});
