import { getAccountAddress } from "@tandem/account";
import {
  type CreationStep,
  createMemoryStorage,
  PasskeyCancelledError,
  PasskeyPrfMissingError,
  PasswordError,
  ServerIdentityChangedError,
  ServiceUnreachableError,
  VaultMissingError,
} from "@tandem/client";
import type { Stack } from "@tandem/devnet";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSoftwareAuthenticator } from "../../support/authenticator.ts";
import {
  createTestDevice,
  dumpStorage,
  type InterruptParameters,
  type TestDevice,
} from "../../support/createTestDevice.ts";
import { startTestStack } from "../../support/startTestStack.ts";

let stack: Stack;
let baseUrl: string;
const chainId = 31337;
const recipient = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

beforeAll(async () => {
  stack = await startTestStack({ without: ["app"], testHooks: true });
  baseUrl = stack.urls.front;
}, 180_000);

afterAll(async () => {
  await stack?.stop();
});

/** The account is complete: the service shows it to this device, and it can sign. */
async function assertUsable({ client }: TestDevice, password?: string): Promise<void> {
  const accounts = await client.listAccounts();
  expect(accounts).toHaveLength(1);
  const [account] = accounts;
  const { accountId, publicKey, address } = account!;
  expect(address).toBe(getAccountAddress({ birthKey: publicKey }));
  expect(await client.getPendingCreation()).toBeUndefined();
  expect((await client.getAccount({ accountId })).devices).toHaveLength(1);
  const signature = await client.signMessage({ accountId, chainId, message: "hello", password });
  expect(signature.length).toBeGreaterThan(2 + 52 * 2);
}

describe("createAccount", () => {
  test("behavior: passkey, key in two trips, sealing, proof; two prompts, no secret on the wire or in storage", async () => {
    const device = createTestDevice({ baseUrl });
    const steps: CreationStep[] = [];
    const account = await device.client.createAccount({ name: "Ada", onProgress: (step) => steps.push(step) });
    expect(steps).toEqual(["passkey", "key-1", "key-2", "sealing", "verifying", "done"]);
    expect(device.authenticator.prompts).toEqual(["create", "get"]);
    expect(account).toMatchObject({ name: "Ada", hasVault: true, unlock: "passkey" });
    await assertUsable(device);

    // S79, and the same for every request body: PRF outputs and the server's secrets are nowhere.
    const { secrets } = (await (await fetch(`${baseUrl}/v1/test/secrets`)).json()) as { secrets: { hex: string }[] };
    const wanted = [...device.authenticator.prfOutputs, ...secrets.map(({ hex }) => hex.slice(2))];
    const readable = [await dumpStorage(device.storage), ...device.sent.map(({ body }) => body)].join("\n");
    expect(device.authenticator.prfOutputs.length).toBeGreaterThan(1);
    for (const secret of wanted) {
      const bytes = Buffer.from(secret, "hex");
      if (bytes.length < 16) continue;
      const forms = [secret, bytes.toString("base64"), bytes.toString("base64url"), BigInt(`0x${secret}`).toString()];
      for (const form of forms) expect(readable.includes(form), "a secret is readable").toBe(false);
    }
  });

  const id = "0x[0-9a-f]{32}";
  const points: readonly [string, InterruptParameters][] = [
    ["before the passkey is registered", { when: "before", request: /passkey$/ }],
    ["after the passkey, answer lost", { when: "after", request: /passkey$/ }],
    ["after trip 1 of the key generation", { when: "after", request: new RegExp(`POST /v1/accounts/${id}/dkg$`) }],
    ["before trip 2", { when: "before", request: /dkg\/0x/ }],
    ["after trip 2, answer lost", { when: "after", request: /dkg\/0x/ }],
    ["before the vault is stored", { when: "before", request: /PUT .*vault$/ }],
    ["after the vault is stored", { when: "after", request: /PUT .*vault$/ }],
    ["before the proof", { when: "before", request: /challenge$/ }],
    ["after the vault was opened", { when: "after", request: /vault\/open$/ }],
    ["after the self-test, answer lost", { when: "after", request: /self-test$/ }],
    ["before activation", { when: "before", request: /activate$/ }],
    ["after activation, answer lost", { when: "after", request: /activate$/ }],
  ];
  test.each(points)("behavior: goes on after a reload %s", async (_, point) => {
    const device = createTestDevice({ baseUrl });
    const closed = device.closeAt(point);
    void device.client.createAccount({ name: "Ada" });
    await closed;

    const next = device.reload();
    const pending = await next.client.getPendingCreation();
    expect(pending).toMatchObject({ name: "Ada", needsPassword: false });
    const account = await next.client.createAccount({ name: "ignored" });
    expect(account).toMatchObject({ name: "Ada", accountId: pending!.accountId });
    await assertUsable(next);
    // The same passkey all along.
    expect(device.authenticator.prompts.filter((kind) => kind === "create")).toHaveLength(1);
  });

  test("behavior: a closed prompt is no failure; the next try goes on", async () => {
    const device = createTestDevice({ baseUrl });
    device.authenticator.cancelNext();
    await expect(device.client.createAccount({ name: "Ada" })).rejects.toBeInstanceOf(PasskeyCancelledError);
    await device.client.createAccount({ name: "Ada" });
    await assertUsable(device);
  });

  test("behavior: begins anew when the service has forgotten the unfinished account", async () => {
    const device = createTestDevice({ baseUrl });
    const closed = device.closeAt({ when: "before", request: /activate$/ });
    void device.client.createAccount({ name: "Ada" });
    await closed;
    const next = device.reload();
    const forgotten = (await next.client.getPendingCreation())!.accountId;
    const database = new pg.Client(stack.urls.database);
    await database.connect();
    await database.query("DELETE FROM accounts WHERE account_id = $1", [Buffer.from(forgotten.slice(2), "hex")]);
    await database.end();

    const account = await next.client.createAccount({ name: "Ada" });
    expect(account.accountId).not.toBe(forgotten);
    await assertUsable(next);
  });

  test("behavior: a discarded creation leaves nothing behind", async () => {
    const device = createTestDevice({ baseUrl });
    device.authenticator.cancelNext();
    await expect(device.client.createAccount({ name: "Ada" })).rejects.toBeInstanceOf(PasskeyCancelledError);
    await device.client.discardPendingCreation();
    expect(await dumpStorage(device.storage)).toBe("[[],[],[],[],[],[]]");
  });

  test("behavior: a passkey that gives its PRF value only later is asked once more", async () => {
    const authenticator = createSoftwareAuthenticator({ origin: baseUrl, prf: "get-only" });
    const device = createTestDevice({ baseUrl, authenticator });
    const account = await device.client.createAccount({ name: "Ada" });
    expect(account.hasVault).toBe(true);
    expect(authenticator.prompts).toEqual(["create", "get", "get"]);
    await assertUsable(device);
  });

  test("behavior: the user may decline the vault copy", async () => {
    const device = createTestDevice({ baseUrl });
    const account = await device.client.createAccount({ name: "Ada", keepVault: false });
    expect(account).toMatchObject({ hasVault: false, unlock: "passkey" });
    expect(device.sent.some(({ url }) => url.endsWith("/vault"))).toBe(false);
    await assertUsable(device);
  });

  test("error: a name that cannot be used, before anything is sent", async () => {
    const device = createTestDevice({ baseUrl });
    for (const name of ["", "   ", "x".repeat(65), "a\u202eb"]) {
      await expect(device.client.createAccount({ name })).rejects.toMatchObject({ name: "InvalidInputError" });
    }
    expect(device.sent.filter(({ method }) => method === "POST")).toEqual([]);
  });

  test("error: no co-signer", async () => {
    const device = createTestDevice({ baseUrl: "http://127.0.0.1:9" });
    await expect(device.client.createAccount({ name: "Ada" })).rejects.toBeInstanceOf(ServiceUnreachableError);
    expect(device.authenticator.prompts).toEqual([]);
  });
});

describe("createAccount without PRF", () => {
  const password = "correct horse battery";
  const createDevice = () =>
    createTestDevice({ baseUrl, authenticator: createSoftwareAuthenticator({ origin: baseUrl, prf: "none" }) });

  test("behavior: asks for a password, keeps no vault copy, and signs with it", async () => {
    const device = createDevice();
    await expect(device.client.createAccount({ name: "Ada" })).rejects.toBeInstanceOf(PasskeyPrfMissingError);
    expect(await device.client.getPendingCreation()).toMatchObject({ needsPassword: true });
    await expect(device.client.createAccount({ name: "Ada", password: "short" })).rejects.toMatchObject({
      name: "PasswordError",
      reason: "short",
    });
    const account = await device.reload().client.createAccount({ name: "Ada", password });
    expect(account).toMatchObject({ hasVault: false, unlock: "password" });
    await assertUsable(device, password);
    expect([await dumpStorage(device.storage), ...device.sent.map(({ body }) => body)].join()).not.toContain(password);
  });

  test("error: a wrong or missing password opens nothing; another device has no copy", async () => {
    const device = createDevice();
    await device.client.createAccount({ name: "Ada", password });
    const [account] = await device.client.listAccounts();
    const { accountId } = account!;
    await expect(device.client.unlock({ accountId })).rejects.toMatchObject({ reason: "missing" });
    await expect(device.client.unlock({ accountId, password: "not the password" })).rejects.toBeInstanceOf(
      PasswordError,
    );
    await device.client.unlock({ accountId, password });
    const other = device.reload({ storage: createMemoryStorage() });
    await expect(other.client.signIn()).rejects.toBeInstanceOf(VaultMissingError);
    expect(await other.client.listAccounts()).toEqual([]);
  });
});

describe("server identity", () => {
  test("error: another identity than the one kept from creation is an alarm, and nothing is sent", async () => {
    const device = createTestDevice({ baseUrl });
    const { accountId } = await device.client.createAccount({ name: "Ada" });
    const next = device.reload({
      onResponse: async (request, response) => {
        if (!request.url.endsWith("/v1/config")) return response;
        const config = (await response.json()) as Record<string, unknown>;
        return Response.json({ ...config, identity: `0x${"ab".repeat(32)}` });
      },
    });
    await expect(next.client.getConfig()).rejects.toBeInstanceOf(ServerIdentityChangedError);
    const preparing = next.client.prepareOperation({ accountId, chainId, calls: [{ to: recipient }] });
    await expect(preparing).rejects.toMatchObject({ name: "ServerIdentityChangedError", alarm: true });
    expect(next.sent.every(({ url }) => url.endsWith("/v1/config"))).toBe(true);
  });
});
