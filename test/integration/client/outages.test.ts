import { type Call, ServiceUnreachableError, type StoredAccount } from "@tandem/client";
import { type ChainClient, createChainClient, type Stack } from "@tandem/devnet";
import pg from "pg";
import { type Address, getAddress, toHex } from "viem";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createTestDevice, type TestDevice } from "../../support/createTestDevice.ts";
import { startTestStack } from "../../support/startTestStack.ts";

const chainId = 31337;
let stack: Stack;
let baseUrl: string;
let chain: ChainClient;

beforeAll(async () => {
  const cosignerEnvironment = { TANDEM_SPONSOR_ACCOUNT_DAILY: "2" };
  stack = await startTestStack({ without: ["app"], testHooks: true, cosignerEnvironment });
  baseUrl = stack.urls.front;
  chain = createChainClient(stack.urls.rpc);
}, 180_000);

afterAll(async () => {
  await stack?.stop();
});

const repairs: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const repair of repairs.splice(0)) await repair();
});

async function createAccount(faucet = true): Promise<{ device: TestDevice; account: StoredAccount }> {
  const device = createTestDevice({ baseUrl });
  const account = await device.client.createAccount({ name: "Ada" });
  if (faucet) await stack.faucet({ address: account.address });
  return { device, account };
}

const newAddress = (): Address => getAddress(toHex(crypto.getRandomValues(new Uint8Array(20))));
const pay = (to: Address, value = 1000n): readonly Call[] => [{ to, value }];

/** The co-signer stops at this point at the next request, until it is killed. */
async function pauseCosigner(point: "after-reserve" | "inside-release"): Promise<{ readonly paused: Promise<string> }> {
  const paused = stack.parts.cosigner.waitForOutput(new RegExp(`paused ${point}`), 30_000);
  const body = JSON.stringify({ point, count: 1 });
  await fetch(`${baseUrl}/v1/test/pause`, { method: "POST", headers: { "content-type": "application/json" }, body });
  return { paused };
}

async function countIntents({ accountId }: StoredAccount): Promise<number> {
  const database = new pg.Client(stack.urls.database);
  await database.connect();
  const query = "SELECT count(*)::int AS count FROM intents WHERE account_id = $1";
  const { rows } = await database.query(query, [Buffer.from(accountId.slice(2), "hex")]);
  await database.end();
  return rows[0].count;
}

describe("co-signer down", () => {
  test.each(["after-reserve", "inside-release"] as const)(
    "behavior: killed %s, back soon: the same Confirm goes on, counted once",
    async (point) => {
      const { device, account } = await createAccount();
      const to = newAddress();
      const prepared = await device.client.prepareOperation({ ...account, chainId, calls: pay(to) });
      const before = device.authenticator.prompts.length;
      const { paused } = await pauseCosigner(point);
      const confirming = device.client.confirmOperation({ prepared });
      confirming.catch(() => undefined);
      await paused;
      await stack.parts.cosigner.kill();
      await stack.parts.cosigner.restart();
      expect(await confirming).toMatchObject({ status: "confirmed" });
      expect(device.authenticator.prompts.length - before).toBe(1);
      expect(await chain.getBalance({ address: to })).toBe(1000n);
      expect(await countIntents(account)).toBe(1);
      const { spent } = await device.client.getAccount(account);
      expect(spent.find(({ asset }) => asset.endsWith("slip44:60"))?.spent).toBe("1000");
    },
  );

  test("behavior: away for longer: nothing is lost, and the payment is resumed later", async () => {
    const { device, account } = await createAccount();
    const to = newAddress();
    const prepared = await device.client.prepareOperation({ ...account, chainId, calls: pay(to) });
    await stack.parts.cosigner.kill();
    repairs.push(() => stack.parts.cosigner.restart());
    const confirming = device.client.confirmOperation({ prepared });
    confirming.catch(() => undefined);
    const following = expect
      .poll(async () => (await device.client.listOperations(account)).length)
      .toBe(1)
      .then(async () => device.client.resumeOperation({ id: (await device.client.listOperations(account))[0]!.id }));
    // The tab that follows does not surprise its person with a prompt.
    await expect(following).rejects.toMatchObject({ name: "OperationInterruptedError" });
    await expect(confirming).rejects.toBeInstanceOf(ServiceUnreachableError);
    await expect(confirming).rejects.toMatchObject({ service: "cosigner" });
    const [row] = await device.client.listOperations(account);
    expect(row).toMatchObject({
      state: "co-signing",
      lastError: { action: expect.stringContaining("Nothing is lost") },
    });

    // The wallet still opens and lists; only what needs the co-signer waits.
    const offline = device.reload();
    expect(await offline.client.listAccounts()).toEqual([account]);
    await offline.client.unlock(account);
    await expect(offline.client.getAccount(account)).rejects.toMatchObject({ service: "cosigner" });

    await repairs.pop()?.();
    expect(await offline.client.resumeOperation({ id: row!.id })).toMatchObject({ status: "confirmed" });
    expect(await chain.getBalance({ address: to })).toBe(1000n);
  });
});

describe("bundler down", () => {
  test("behavior: the signed operation is kept and sent later without another prompt", async () => {
    const { device, account } = await createAccount();
    const to = newAddress();
    const prepared = await device.client.prepareOperation({ ...account, chainId, calls: pay(to) });
    await stack.parts.bundler.stop();
    repairs.push(() => stack.parts.bundler.restart());
    const confirming = device.client.confirmOperation({ prepared });
    await expect(confirming).rejects.toMatchObject({ name: "ServiceUnreachableError", service: "bundler" });
    const [row] = await device.client.listOperations(account);
    expect(row).toMatchObject({ state: "signed" });

    await repairs.pop()?.();
    const before = device.authenticator.prompts.length;
    const next = device.reload();
    expect(await next.client.resumeOperation({ id: row!.id })).toMatchObject({ status: "confirmed" });
    expect(device.authenticator.prompts).toHaveLength(before);
    expect(await chain.getBalance({ address: to })).toBe(1000n);
  });

  test("behavior: what was included is found on the chain when the bundler is gone", async () => {
    const { device, account } = await createAccount();
    const prepared = await device.client.prepareOperation({ ...account, chainId, calls: pay(newAddress()) });
    const { id } = await device.client.confirmOperation({ prepared, until: "sent" });
    await expect.poll(() => chain.getCode({ address: account.address }), { timeout: 10_000 }).toBeTruthy();
    await stack.parts.bundler.stop();
    repairs.push(() => stack.parts.bundler.restart());
    expect(await device.reload().client.resumeOperation({ id })).toMatchObject({ status: "confirmed" });
  });

  test("error: an operation cannot be prepared meanwhile", async () => {
    const { device, account } = await createAccount();
    await stack.parts.bundler.stop();
    repairs.push(() => stack.parts.bundler.restart());
    const preparing = device.client.prepareOperation({ ...account, chainId, calls: pay(newAddress()) });
    await expect(preparing).rejects.toMatchObject({ name: "ServiceUnreachableError", service: "bundler" });
  });
});

describe("sponsor used up", () => {
  test("behavior: the account pays, and the preparation says why; without funds it is refused", async () => {
    const { device, account } = await createAccount(false);
    const call = [{ to: newAddress(), value: 0n, data: "0x01" }] as const;
    for (let count = 0; count < 2; count++) {
      const prepared = await device.client.prepareOperation({ ...account, chainId, calls: call });
      expect(prepared.fee.payer).toBe("sponsor");
      await device.client.confirmOperation({ prepared, confirmed: prepared.preview.rules.map(({ name }) => name) });
    }
    const refused = device.client.prepareOperation({ ...account, chainId, calls: pay(newAddress(), 0n) });
    await expect(refused).rejects.toMatchObject({ name: "SponsorRefusedError", code: "policy_refused" });

    await stack.faucet({ address: account.address });
    const prepared = await device.client.prepareOperation({ ...account, chainId, calls: pay(newAddress(), 5n) });
    expect(prepared.fee).toMatchObject({ payer: "account", refusal: { code: "policy_refused" } });
    expect(prepared.fee.refusal?.action).toContain("own balance");
    expect(await device.client.confirmOperation({ prepared })).toMatchObject({ status: "confirmed" });
  });
});
