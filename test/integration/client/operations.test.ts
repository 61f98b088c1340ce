import {
  type Call,
  createMemoryStorage,
  InsufficientFundsError,
  InvalidInputError,
  OperationExpiredError,
  OperationNotFoundError,
  PasskeyCancelledError,
  PolicyRefusedError,
  type StoredAccount,
  UnknownChainError,
} from "@tandem/client";
import { type ChainClient, createChainClient, type Stack } from "@tandem/devnet";
import { TandemApiError } from "@tandem/protocol";
import { type Address, encodeFunctionData, erc20Abi, getAddress, http, parseEther, parseUnits, toHex } from "viem";
import { createBundlerClient } from "viem/account-abstraction";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDevice, type InterruptParameters, type TestDevice } from "../../support/createTestDevice.ts";
import { startTestStack } from "../../support/startTestStack.ts";

const chainId = 31337;
let stack: Stack;
let baseUrl: string;
/** Reads the chain itself, past everything under test. */
let chain: ChainClient;

beforeAll(async () => {
  stack = await startTestStack({ without: ["app"] });
  baseUrl = stack.urls.front;
  chain = createChainClient(stack.urls.rpc);
}, 180_000);

afterAll(async () => {
  await stack?.stop();
});

type Funded = { readonly device: TestDevice; readonly account: StoredAccount };

async function createFunded(now?: () => number): Promise<Funded> {
  const device = createTestDevice({ baseUrl, ...(now && { now }) });
  const account = await device.client.createAccount({ name: "Ada" });
  await stack.faucet({ address: account.address });
  return { device, account };
}

/** An address nobody has used. */
const newAddress = (): Address => getAddress(toHex(crypto.getRandomValues(new Uint8Array(20))));
const pay = (to: Address, value = 1000n): readonly Call[] => [{ to, value }];
const balanceOf = (address: Address): Promise<bigint> => chain.getBalance({ address });

describe("a payment", () => {
  test("behavior: create, faucet, pay ETH and a token, sponsored; the chain agrees", async () => {
    const { device, account } = await createFunded();
    const { client } = device;
    const { accountId } = account;
    const to = newAddress();
    const [token] = (await client.getConfig()).chains[0]!.tokens;
    const amount = parseUnits("12.5", token!.decimals);

    const prepared = await client.prepareOperation({ accountId, chainId, calls: pay(to, parseEther("0.25")) });
    expect(prepared).toMatchObject({ fee: { payer: "sponsor" }, deploys: true, attempt: 0 });
    expect(prepared.preview).toMatchObject({ decision: "allow", digest: prepared.digest });
    expect(prepared.validUntil - prepared.validAfter).toBeLessThanOrEqual(600);
    const promptsBefore = device.authenticator.prompts.length;
    const statuses: string[] = [];
    const receipt = await client.confirmOperation({ prepared, onStatus: ({ status }) => statuses.push(status) });
    expect(statuses).toEqual(["confirming", "co-signing", "sending", "sent", "confirmed"]);
    expect(device.authenticator.prompts.length - promptsBefore).toBe(1);
    expect(receipt).toMatchObject({ status: "confirmed", userOpHash: prepared.userOpHash });

    const data = encodeFunctionData({ abi: erc20Abi, functionName: "transfer", args: [to, amount] });
    const next = await client.prepareOperation({ accountId, chainId, calls: [{ to: token!.address, data }] });
    expect(next).toMatchObject({ deploys: false, fee: { payer: "sponsor" } });
    await client.confirmOperation({ prepared: next });

    expect(await balanceOf(to)).toBe(parseEther("0.25"));
    expect(await balanceOf(account.address)).toBe(parseEther("0.75"));
    const erc20 = { address: token!.address, abi: erc20Abi, functionName: "balanceOf" } as const;
    expect(await chain.readContract({ ...erc20, args: [to] })).toBe(amount);
    expect(await client.listOperations({ accountId })).toMatchObject([{ state: "confirmed" }, { state: "confirmed" }]);
  });

  test("behavior: confirmed twice, it is paid once", async () => {
    const { device, account } = await createFunded();
    const to = newAddress();
    const prepared = await device.client.prepareOperation({ ...account, chainId, calls: pay(to) });
    const [first, second] = await Promise.all([
      device.client.confirmOperation({ prepared }),
      new Promise((resolve) => setTimeout(resolve, 20)).then(() => device.client.confirmOperation({ prepared })),
    ]);
    expect(second).toEqual(first);
    expect(await device.client.confirmOperation({ prepared })).toEqual(first);
    expect(await device.client.listOperations(account)).toHaveLength(1);
    expect(await balanceOf(to)).toBe(1000n);
  });

  test("behavior: a batch in one operation, and a fee paid by the account", async () => {
    const { device, account } = await createFunded();
    const [first, second] = [newAddress(), newAddress()];
    const prepared = await device.client.prepareOperation({
      accountId: account.accountId,
      chainId,
      calls: [...pay(first, 5n), ...pay(second, 6n)],
      payer: "account",
    });
    expect(prepared.fee.payer).toBe("account");
    const { actualGasCost } = await device.client.confirmOperation({ prepared });
    expect(actualGasCost).toBeGreaterThan(0n);
    expect(actualGasCost).toBeLessThanOrEqual(prepared.fee.maxWei);
    expect([await balanceOf(first), await balanceOf(second)]).toEqual([5n, 6n]);
    expect(await balanceOf(account.address)).toBeLessThan(parseEther("1") - 11n);
  });

  test("behavior: a payment right after one that is on its way follows it and does not replace it", async () => {
    const { device, account } = await createFunded();
    const [first, second] = [newAddress(), newAddress()];
    const prepared = await device.client.prepareOperation({ ...account, chainId, calls: pay(first, 5n) });
    expect(await device.client.confirmOperation({ prepared, until: "sent" })).toMatchObject({ status: "sent" });
    const next = await device.client.prepareOperation({ ...account, chainId, calls: pay(second, 6n) });
    expect(next.userOperation.nonce).toBe(prepared.userOperation.nonce + 1n);
    await device.client.confirmOperation({ prepared: next });
    expect([await balanceOf(first), await balanceOf(second)]).toEqual([5n, 6n]);
  });

  test("behavior: few round trips: two to the chain and three to the co-signer before the review", async () => {
    const { device, account } = await createFunded();
    await device.client.getConfig();
    const before = device.sent.length;
    await device.client.prepareOperation({ accountId: account.accountId, chainId, calls: pay(newAddress()) });
    const paths = device.sent.slice(before).map(({ url }) => new URL(url).pathname);
    expect(paths.filter((path) => path === "/rpc/31337").length).toBeLessThanOrEqual(2);
    expect(paths.filter((path) => path.startsWith("/v1/"))).toHaveLength(3);
    expect(paths.length).toBeLessThanOrEqual(7);
  });

  test("behavior: works from viem's own bundler client through toSmartAccount", async () => {
    const { device, account } = await createFunded();
    const to = newAddress();
    const smartAccount = await device.client.toSmartAccount({ accountId: account.accountId, chainId });
    const bundler = createBundlerClient({ account: smartAccount, client: chain, transport: http(stack.urls.bundler) });
    const hash = await bundler.sendUserOperation({ calls: [{ to, value: 3n }] });
    await bundler.waitForUserOperationReceipt({ hash, pollingInterval: 50 });
    expect(await balanceOf(to)).toBe(3n);
  });

  test("behavior: viem accepts message and typed-data signatures before and after deployment", async () => {
    const { device, account } = await createFunded();
    const { accountId, address } = account;
    const typedData = {
      domain: { name: "Mail", version: "1", chainId, verifyingContract: newAddress() },
      types: {
        Mail: [
          { name: "to", type: "address" },
          { name: "amount", type: "uint256" },
        ],
      },
      primaryType: "Mail",
      message: { to: newAddress(), amount: 2n ** 200n },
    } as const;
    const check = async () => {
      const signature = await device.client.signMessage({ accountId, chainId, message: "hello" });
      expect(await chain.verifyMessage({ address, message: "hello", signature })).toBe(true);
      expect(await chain.verifyMessage({ address, message: "hellO", signature })).toBe(false);
      const signing = device.client.signTypedData({ accountId, chainId, typedData });
      await expect(signing).rejects.toMatchObject({ name: "ConfirmationMissingError", rules: ["unknown-call"] });
      const confirmed = ["unknown-call"];
      const typed = await device.client.signTypedData({ accountId, chainId, typedData, confirmed });
      expect(await chain.verifyTypedData({ address, ...typedData, signature: typed })).toBe(true);
    };
    await check();
    const prepared = await device.client.prepareOperation({ accountId, chainId, calls: pay(newAddress()) });
    await device.client.confirmOperation({ prepared });
    await check();
  });
});

describe("resumeOperation", () => {
  const points: readonly [string, InterruptParameters, { readonly prompts: number; readonly state: string }][] = [
    ["before the co-signer is asked", { when: "before", request: /signatures$/ }, { prompts: 2, state: "co-signing" }],
    ["after Confirm, answer lost", { when: "after", request: /signatures$/ }, { prompts: 2, state: "co-signing" }],
    ["after the answer, before sending", { when: "before", request: /sendUserOp/ }, { prompts: 1, state: "signed" }],
    ["after sending, answer lost", { when: "after", request: /sendUserOp/ }, { prompts: 1, state: "signed" }],
    ["while it waits", { when: "before", request: /getUserOperationReceipt/ }, { prompts: 1, state: "sent" }],
  ];
  test.each(points)("behavior: goes on after a reload %s", async (_, point, { prompts, state }) => {
    const { device, account } = await createFunded();
    const { accountId } = account;
    const to = newAddress();
    const before = device.authenticator.prompts.length;
    const prepared = await device.client.prepareOperation({ accountId, chainId, calls: pay(to) });
    const closed = device.closeAt(point);
    void device.client.confirmOperation({ prepared });
    await closed;

    const next = device.reload();
    const [pending] = await next.client.listOperations({ accountId });
    expect(pending).toMatchObject({ state, accountId, prepared: { digest: prepared.digest } });
    const receipt = await next.client.resumeOperation({ id: pending!.id });
    expect(receipt).toMatchObject({ status: "confirmed", userOpHash: prepared.userOpHash });
    expect(device.authenticator.prompts.length - before).toBe(prompts);
    expect(await balanceOf(to)).toBe(1000n);
    expect(await next.client.listOperations({ accountId })).toHaveLength(1);
    // Counted once, however often it was asked for.
    const { spent } = await next.client.getAccount({ accountId });
    expect(spent.find(({ asset }) => asset.endsWith("slip44:60"))?.spent).toBe("1000");
  });

  test("behavior: two pages at once: one signs, the other follows to the same end", async () => {
    const { device, account } = await createFunded();
    const { accountId } = account;
    const prepared = await device.client.prepareOperation({ accountId, chainId, calls: pay(newAddress()) });
    const first = device.client.confirmOperation({ prepared });
    const [row] = await waitFor(async () => {
      const rows = await device.client.listOperations({ accountId });
      return rows.length === 1 ? rows : undefined;
    });
    const before = device.authenticator.prompts.length;
    const statuses: string[] = [];
    const second = device.client.resumeOperation({ id: row!.id, onStatus: ({ status }) => statuses.push(status) });
    expect(await second).toEqual(await first);
    expect(statuses.at(-1)).toBe("confirmed");
    expect(device.authenticator.prompts.length - before).toBeLessThanOrEqual(1);
    expect(device.sent.filter(({ url }) => url.endsWith("/signatures"))).toHaveLength(1);
  });

  test("behavior: a finished operation answers at once; an unknown one is refused", async () => {
    const { device, account } = await createFunded();
    const { accountId } = account;
    const prepared = await device.client.prepareOperation({ accountId, chainId, calls: pay(newAddress()) });
    const receipt = await device.client.confirmOperation({ prepared });
    expect(await device.reload().client.resumeOperation({ id: receipt.id })).toEqual(receipt);
    await expect(device.client.resumeOperation({ id: "0x00" })).rejects.toBeInstanceOf(OperationNotFoundError);
  });

  test("behavior: one given up after it was signed is replaced, and only one of them executes", async () => {
    const { device, account } = await createFunded();
    const { accountId } = account;
    const [abandoned, wanted] = [newAddress(), newAddress()];
    const prepared = await device.client.prepareOperation({ accountId, chainId, calls: pay(abandoned, 7n) });
    const closed = device.closeAt({ when: "before", request: /sendUserOp/ });
    void device.client.confirmOperation({ prepared });
    await closed;

    const { client } = device.reload();
    const replacement = await client.prepareOperation({ accountId, chainId, calls: pay(wanted, 8n) });
    const [row] = await client.listOperations({ accountId });
    expect(replacement).toMatchObject({ attempt: 1, replaces: row!.id });
    await client.discardOperation({ id: row!.id });
    await client.confirmOperation({ prepared: replacement });
    expect([await balanceOf(abandoned), await balanceOf(wanted)]).toEqual([0n, 8n]);
    await expect(client.discardOperation({ id: row!.id })).rejects.toBeInstanceOf(OperationNotFoundError);
  });
});

describe("bad input", () => {
  let funded: Funded;
  beforeAll(async () => {
    funded = await createFunded();
  });
  const prepare = (calls: readonly Call[], chain = chainId) =>
    funded.device.client.prepareOperation({ accountId: funded.account.accountId, chainId: chain, calls });

  test("error: typed errors, and the same payment can be tried again", async () => {
    const to = newAddress();
    await expect(prepare([])).rejects.toBeInstanceOf(InvalidInputError);
    await expect(prepare([{ to: "0x1234" as Address, value: 1n }])).rejects.toBeInstanceOf(InvalidInputError);
    await expect(prepare([{ to, value: -1n }])).rejects.toBeInstanceOf(InvalidInputError);
    await expect(prepare([{ to, data: "0x123" }])).rejects.toBeInstanceOf(InvalidInputError);
    await expect(prepare(pay(to), 1)).rejects.toBeInstanceOf(UnknownChainError);
    await expect(prepare(pay(to, parseEther("1000")))).rejects.toBeInstanceOf(InsufficientFundsError);
    const [token] = (await funded.device.client.getConfig()).chains[0]!.tokens;
    const transfer = { abi: erc20Abi, functionName: "transfer", args: [to, 10n ** 30n] } as const;
    const tooMuch = prepare([{ to: token!.address, data: encodeFunctionData(transfer) }]);
    await expect(tooMuch).rejects.toBeInstanceOf(InsufficientFundsError);
    const accountId = `0x${"ee".repeat(16)}` as const;
    const unknown = funded.device.client.prepareOperation({ accountId, chainId, calls: pay(to) });
    await expect(unknown).rejects.toMatchObject({ name: "AccountNotFoundError" });

    expect(await funded.device.client.listOperations(funded.account)).toEqual([]);
    await funded.device.client.confirmOperation({ prepared: await prepare(pay(to)) });
    expect(await balanceOf(to)).toBe(1000n);
  });

  test("error: a closed prompt at Confirm leaves nothing; the same operation can be confirmed again", async () => {
    const to = newAddress();
    const rows = (await funded.device.client.listOperations(funded.account)).length;
    const prepared = await prepare(pay(to));
    funded.device.authenticator.cancelNext();
    await expect(funded.device.client.confirmOperation({ prepared })).rejects.toBeInstanceOf(PasskeyCancelledError);
    expect(await funded.device.client.listOperations(funded.account)).toHaveLength(rows);
    await funded.device.client.confirmOperation({ prepared });
    expect(await balanceOf(to)).toBe(1000n);
  });

  test("error: over the limit is refused with the rule's name, before any prompt, and by the co-signer too", async () => {
    const { device, account } = await createFunded();
    await stack.faucet({ address: account.address });
    const prepared = await device.client.prepareOperation({
      accountId: account.accountId,
      chainId,
      calls: pay(newAddress(), parseEther("1.5")),
    });
    expect(prepared.preview).toMatchObject({ decision: "refuse", rules: [{ name: "daily-limit" }] });
    const before = device.authenticator.prompts.length;
    const refused = device.client.confirmOperation({ prepared });
    await expect(refused).rejects.toBeInstanceOf(PolicyRefusedError);
    await expect(refused).rejects.toMatchObject({ rules: ["daily-limit"] });
    expect(device.authenticator.prompts).toHaveLength(before);

    // A page that does not care about the preview is refused by the server.
    const careless = { ...prepared, preview: { ...prepared.preview, decision: "allow" } as const };
    const denied = device.client.confirmOperation({ prepared: careless });
    await expect(denied).rejects.toBeInstanceOf(TandemApiError);
    await expect(denied).rejects.toMatchObject({ code: "policy_refused", problem: { rule: "daily-limit" } });
    const [row] = await device.client.listOperations(account);
    expect(row).toMatchObject({ state: "failed", lastError: { code: "policy_refused" } });
    // A smaller payment with the same nonce goes through.
    const smaller = await device.client.prepareOperation({ ...account, chainId, calls: pay(newAddress()) });
    await device.client.confirmOperation({ prepared: smaller });
  });

  test("error: an operation that sat in review too long", async () => {
    let offsetMs = 0;
    const { device, account } = await createFunded(() => Date.now() + offsetMs);
    const prepared = await device.client.prepareOperation({ ...account, chainId, calls: pay(newAddress()) });
    offsetMs = 10 * 60_000;
    await expect(device.client.confirmOperation({ prepared })).rejects.toBeInstanceOf(OperationExpiredError);
    expect(await device.client.listOperations(account)).toEqual([]);
  });
});

describe("clock and replay", () => {
  test.each([
    ["ahead", 3_600_000],
    ["behind", -3_600_000],
    ["a year behind", -365 * 86_400_000],
  ])("behavior: a device clock %s is corrected by the server's signed time", async (_, skewMs) => {
    const { device, account } = await createFunded(() => Date.now() + skewMs);
    const to = newAddress();
    const prepared = await device.client.prepareOperation({ ...account, chainId, calls: pay(to) });
    await device.client.confirmOperation({ prepared });
    expect(await balanceOf(to)).toBe(1000n);
    // One refusal in all: the correction is kept, also over a reload.
    await device.reload().client.getAccount(account);
    expect(device.sent.filter(({ status }) => status === 401)).toHaveLength(1);
  });

  test("error: a time that the server did not sign corrects nothing", async () => {
    const device = createTestDevice({
      baseUrl,
      now: () => Date.now() + 3_600_000,
      onResponse: async (_, response) => {
        if (response.status !== 401) return response;
        const problem = (await response.json()) as { time: { nowMs: number } };
        problem.time.nowMs += 1;
        return Response.json(problem, { status: 401 });
      },
    });
    await expect(device.client.createAccount({ name: "Ada" })).rejects.toMatchObject({
      name: "CosignerMisbehavedError",
    });
  });

  test("S63: a request sent again is refused, a tampered one too, and the payment can be repeated", async () => {
    const { device, account } = await createFunded();
    const to = newAddress();
    const prepared = await device.client.prepareOperation({ ...account, chainId, calls: pay(to) });
    await device.client.confirmOperation({ prepared });
    const request = device.sent.find(({ url }) => url.endsWith("/signatures"))!;
    const again = await fetch(request.url, { method: "POST", headers: request.headers, body: request.body });
    expect([again.status, await again.json()]).toMatchObject([409, { code: "nonce_reused" }]);
    const body = request.body.replace(new RegExp(to.slice(2), "i"), newAddress().slice(2));
    expect(body).not.toBe(request.body);
    const tampered = await fetch(request.url, { method: "POST", headers: request.headers, body });
    expect([tampered.status, await tampered.json()]).toMatchObject([401, { code: "signature_invalid" }]);

    const next = await device.client.prepareOperation({ ...account, chainId, calls: pay(to) });
    await device.client.confirmOperation({ prepared: next });
    expect(await balanceOf(to)).toBe(2000n);
  });

  test("S57: a request that the network delivered twice is asked again with new commitments", async () => {
    let isDoubled = false;
    const { device, account } = await createFunded();
    const next = device.reload({
      onResponse: async (request, response) => {
        if (!request.url.endsWith("/signatures") || isDoubled) return response;
        isDoubled = true;
        // The page hears the answer to the second delivery only.
        return fetch(request.url, { method: "POST", headers: request.headers, body: request.body });
      },
    });
    const to = newAddress();
    const prepared = await next.client.prepareOperation({ ...account, chainId, calls: pay(to) });
    await next.client.confirmOperation({ prepared });
    expect(await balanceOf(to)).toBe(1000n);
    const bodies = next.sent.filter(({ url }) => url.endsWith("/signatures")).map(({ body }) => JSON.parse(body));
    expect(bodies).toHaveLength(2);
    expect(bodies[0].intentId).toBe(bodies[1].intentId);
    expect(bodies[0].commitments.hiding).not.toBe(bodies[1].commitments.hiding);
    expect(bodies[0].commitments.binding).not.toBe(bodies[1].commitments.binding);
  });
});

describe("signIn", () => {
  let funded: Funded;
  beforeEach(async () => {
    funded = await createFunded();
  });

  test("behavior: a second device with the synced passkey has the account and pays; the first one still does", async () => {
    const { device, account } = funded;
    const second = device.reload({ storage: createMemoryStorage() });
    const before = device.authenticator.prompts.length;
    const steps: string[] = [];
    const restored = await second.client.signIn({ deviceName: "Phone", onProgress: (step) => steps.push(step) });
    expect(steps).toEqual(["passkey", "opening", "done"]);
    expect(device.authenticator.prompts.length - before).toBe(1);
    expect(restored).toEqual({ ...account, createdAt: restored.createdAt });

    // For a day a new device pays only those whom the account has paid before.
    const to = newAddress();
    const payBy = async ({ client }: typeof device) => {
      const prepared = await client.prepareOperation({ ...account, chainId, calls: pay(to) });
      await client.confirmOperation({ prepared });
    };
    await expect(payBy(second)).rejects.toThrow(PolicyRefusedError);
    await payBy(device);
    await expect.poll(() => payBy(second).then(() => "paid", String), { timeout: 20_000 }).toBe("paid");
    expect(await balanceOf(to)).toBe(2000n);
    const { devices } = await second.client.getAccount(account);
    expect(devices.map(({ name, current }) => [name, current])).toEqual([
      ["This device", false],
      ["Phone", true],
    ]);
  });

  test("behavior: where the account is already, the prompt only opens it", async () => {
    const { device, account } = funded;
    expect(await device.reload().client.signIn()).toEqual(account);
    expect((await device.client.getAccount(account)).devices).toHaveLength(1);
  });

  test("behavior: removing the account erases it from this device; the passkey brings it back", async () => {
    const { device, account } = funded;
    const { client, storage } = device;
    await client.confirmOperation({
      prepared: await client.prepareOperation({ ...account, chainId, calls: pay(newAddress()) }),
    });
    await client.removeAccount(account);
    for (const store of ["accounts", "keys", "operations", "creations", "settings"] as const) {
      expect(await storage.list(store)).toEqual([]);
    }
    await expect(client.unlock(account)).rejects.toMatchObject({ name: "AccountNotFoundError" });
    expect((await client.signIn()).address).toBe(account.address);
    await client.unlock(account);
  });

  test("error: a passkey of nobody", async () => {
    const stranger = createTestDevice({ baseUrl });
    await expect(stranger.client.signIn()).rejects.toBeInstanceOf(PasskeyCancelledError);
  });

  test("error: a vault whose ciphertext was changed restores nothing", async () => {
    const second = funded.device.reload({
      storage: createMemoryStorage(),
      onResponse: async (request, response) => {
        if (!request.url.endsWith("/sign-in")) return response;
        const answer = (await response.json()) as { vault: { sealedShare: string } };
        answer.vault.sealedShare = answer.vault.sealedShare.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));
        return Response.json(answer);
      },
    });
    await expect(second.client.signIn()).rejects.toMatchObject({ name: "VaultOpenError" });
    expect(await second.client.listAccounts()).toEqual([]);
  });

  test("error: an address that does not belong to the key is refused", async () => {
    const second = funded.device.reload({
      storage: createMemoryStorage(),
      onResponse: async (request, response) => {
        if (!request.url.endsWith("/sign-in")) return response;
        const answer = (await response.json()) as { account: { address: string } };
        answer.account.address = newAddress().toLowerCase();
        return Response.json(answer);
      },
    });
    await expect(second.client.signIn()).rejects.toMatchObject({ name: "CosignerMisbehavedError" });
    expect(await second.client.listAccounts()).toEqual([]);
  });
});

async function waitFor<value>(read: () => Promise<value | undefined>): Promise<value> {
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
